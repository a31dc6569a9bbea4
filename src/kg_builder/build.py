"""From inputs to a graph, and to a directory of its outputs: read → extract → link → assemble → export.

What is heavy is imported where it is used, because `import kg_builder` takes this module along.
"""

from __future__ import annotations

import functools
import glob
import importlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kg_builder import __version__
from kg_builder.config import Settings, change_settings, load_settings
from kg_builder.errors import ConfigError, ExportError, ReadError
from kg_builder.export import FORMATS, export
from kg_builder.model import Failure, Source, SourceFacts
from kg_builder.summary import REPORT, SUMMARY, describe_build
from kg_builder.swap import replace_directory

if TYPE_CHECKING:
    import networkx as nx

    from kg_builder.matching.rule import Rulebook
    from kg_builder.stages.read import Notice

    Graph = nx.MultiDiGraph[str]

TEXTS = "texts"
DEMO = Path(__file__).resolve().parent / "samples" / "demo"
LARGE = 10_000      # entities, each counted in every article: 2 MB of text, which take longer than to load rules again
ENGINES = {"local": "kg_builder.engines.local"}
Progress = Callable[[str, int, int | None], None]   # what is done ("extract", "link", a format), how many, of how many


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: where, what build.json says, and what failed."""

    directory: Path
    summary: dict[str, Any]
    failures: tuple[Failure, ...]
    warnings: tuple[str, ...]


def build(inputs: Iterable[Path | str] | Path | str, *, settings: Settings | None = None,
          progress: Progress | None = None, **given: Any) -> Graph:
    """Read files and folders and return their graph, in memory.

    Args:
        inputs: files, folders, patterns with * and ?, or "-" for standard input.
        settings: how to build; None reads kg-builder.toml of the working directory, if there is one.
        progress: called with what is being done, how many of it are done, and of how many (None: not known).
        given: single settings that come before `settings`: `place="延安市"`, `issue_date="2023-02-20"` … Work is done
            in this process unless a number of `jobs` is given; a script that does needs `if __name__ == "__main__":`.

    Returns:
        The graph that `kg_builder.graph` documents; `graph.graph["failures"]` are the inputs that failed.

    Raises:
        ConfigError: a setting is wrong, or none of the inputs exists.
        RuleError: a rule file is wrong.
        ReadError: an input failed and `strict` is set.
    """
    settings = settings or load_settings()
    settings = change_settings(settings, **{"jobs": settings.jobs or 1, **given})
    return _build(inputs, settings, progress or _be_silent)


def build_directory(inputs: Iterable[Path | str] | Path | str, out: Path, *, settings: Settings,
                    progress: Progress | None = None) -> BuildReport:
    """Build and write all outputs into the directory `out`, which stays as it was until the new one is whole.

    Files of `out` that no build wrote are kept, but for the page that reports on the earlier build. The other
    arguments, and what is raised, are as for `build`; ConfigError also where `out` holds something else than a build,
    ExportError where it cannot be written.
    """
    progress = progress or _be_silent
    formats = choose_formats(settings.formats)
    earlier = check_output(out)
    rulebook = load_rules(settings.rules).hash
    graph = _build(inputs, settings, progress)
    with replace_directory(out, keep=lambda name: name not in earlier) as folder:
        outputs = [_write(graph, name, folder, settings, progress, done, len(formats))
                   for done, name in enumerate(formats)]
        outputs += write_texts(graph.graph["sources"].values(), folder)
        summary = describe_build(graph, program=__version__, settings=settings, rulebook=rulebook,
                                 outputs=sorted([*outputs, SUMMARY]))
        text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
        (folder / SUMMARY).write_text(text, "utf-8", newline="\n")
    return BuildReport(out, summary, graph.graph["failures"], graph.graph["warnings"])


def export_directory(directory: Path, name: str, path: Path) -> None:
    """Write the graph of a built directory in another format.

    Raises:
        GraphError: the directory holds no graph.
        ExportError: the format is unknown, or the file cannot be written.
    """
    from kg_builder.graph.load import load_graph

    choose_formats((name,))
    if path.is_dir():
        raise ExportError(f"{path}: is a directory; name a file")
    export(load_graph(directory), name, path)


def choose_formats(names: Sequence[str]) -> list[str]:
    """Return the names of the formats to write, all where none is named; raise ConfigError for an unknown one."""
    for name in names:
        if name not in FORMATS:
            raise ConfigError(f"unknown format '{name}'; known: {', '.join(sorted(FORMATS))}")
    return sorted(set(names)) or sorted(name for name, format in FORMATS.items() if format.default)


def check_output(out: Path) -> frozenset[str]:
    """Return the names of what an earlier build, and the report on it, left in `out`.

    Raises ConfigError where `out` is no place for a build.
    """
    above = next(path for path in out.resolve().parents if path.exists())
    if not os.access(above, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise ConfigError(f"{out}: cannot be written: {above} is read-only; name another directory")
    if out.is_dir():
        try:
            content = {path.name for path in out.iterdir() if not path.name.startswith(".")}
        except OSError as error:
            raise ConfigError(f"{out}: cannot be read: {error.strerror}; name another directory") from None
        if content and SUMMARY not in content:
            raise ConfigError(f"{out}: holds files and no build ({SUMMARY}); name another directory, or empty this one")
        return _list_outputs(out / SUMMARY) if content else frozenset()
    if out.exists():
        raise ConfigError(f"{out}: is a file; name a directory")
    return frozenset()


def _list_outputs(summary: Path) -> frozenset[str]:
    try:
        outputs = json.loads(summary.read_text("utf-8"))["outputs"]
        return frozenset(name.partition("/")[0] for name in (*outputs, REPORT))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(f"{summary}: is no report of a build; name another directory, or empty this one") from None


def write_texts(sources: Iterable[Source], folder: Path) -> list[str]:
    """Keep the texts that were taken out of other formats, as texts/<sha256>.txt; return the names of the files."""
    extracted = {source.sha256: source.text for source in sources if source.extracted}
    for sha256, text in extracted.items():
        path = folder / TEXTS / f"{sha256}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return [f"{TEXTS}/{sha256}.txt" for sha256 in sorted(extracted)]


def _build(inputs: Iterable[Path | str] | Path | str, settings: Settings, progress: Progress) -> Graph:
    from kg_builder.graph.assemble import assemble
    from kg_builder.link import link, load_constraints, load_corrections
    from kg_builder.stages.read import ReadOptions, read_inputs

    inputs = check_inputs(inputs)
    run = _find_engine(settings.engine)
    load_rules(settings.rules)      # a wrong rule file is found before anything is read
    constraints = load_constraints(settings.rules)
    corrections = load_corrections(settings.corrections)
    failures: list[Failure] = []
    warnings: list[str] = []
    options = ReadOptions(**{field.name: getattr(settings, field.name) for field in fields(ReadOptions)})
    sources = _sift(read_inputs(inputs, options=options), failures, warnings, settings.strict)
    facts: list[SourceFacts] = []
    work = functools.partial(extract_source, settings=settings)
    for done, outcome in enumerate(run(work, sources, jobs=settings.jobs, weigh=_weigh), start=1):
        facts.append(outcome) if isinstance(outcome, SourceFacts) else _fail(outcome, failures, settings.strict)
        progress("extract", done, None)
    if sum(len(one.entities) for one in facts) > LARGE:
        load_rules.cache_clear()        # they have done their work, and the graph needs the memory more
    progress("link", 0, 1)
    linked = link(facts, constraints=constraints, corrections=corrections)
    facts.clear()       # the graph is made of what was linked
    graph = assemble(linked.sources, linked.articles, linked.entities, linked.statements, base_iri=settings.base_iri,
                     possibly_same=linked.possibly_same, conflicts=linked.conflicts)
    if corrections:
        graph.graph["corrections"] = linked.corrections
    warnings += linked.warnings
    graph.graph["failures"] = tuple(sorted(set(failures), key=lambda failure: (failure.path, failure.reason)))
    graph.graph["warnings"] = tuple(sorted(set(warnings)))
    return graph


def check_inputs(inputs: Iterable[Path | str] | Path | str) -> list[Path | str]:
    """Return the inputs as a list; raise ConfigError where none of them exists."""
    inputs = [inputs] if isinstance(inputs, Path | str) else list(inputs)
    if not inputs:
        raise ConfigError("no input; give files, folders, or - for standard input")
    if not any(str(item) == "-" or os.path.lexists(item) or glob.glob(str(item), recursive=True) for item in inputs):
        names = ", ".join(str(item) for item in inputs)
        raise ConfigError(f"{names}: no such file or folder; give files, folders, or - for standard input")
    return inputs


def _find_engine(name: str) -> Callable[..., Iterator[SourceFacts | Failure]]:
    if name not in ENGINES:
        raise ConfigError(f"engine '{name}' is not there yet; the engines are: {', '.join(sorted(ENGINES))}")
    return cast("Callable[..., Iterator[SourceFacts | Failure]]", importlib.import_module(ENGINES[name]).map)


def extract_source(source: Source, *, settings: Settings) -> SourceFacts | Failure:
    """Return the facts of one source, or why there are none; every worker loads the rulebook once."""
    from kg_builder.extract import extract

    try:
        return extract(source, rulebook=load_rules(settings.rules), home=settings.place,
                       issue_date=settings.issue_date, simplified=settings.simplify)
    except Exception as error:      # whatever one document does to us, the others are built
        return Failure(source.path, f"{type(error).__name__}: {error}")


@functools.lru_cache(maxsize=4)
def load_rules(folders: tuple[Path, ...]) -> Rulebook:
    """Return the rulebook with these folders on top, each once in a process; raise RuleError where one is wrong."""
    from kg_builder.matching.load import load_rulebook

    return load_rulebook(folders)


def _sift(stream: Iterable[Source | Failure | Notice], failures: list[Failure], warnings: list[str], strict: bool
          ) -> Iterator[Source]:
    """Pass on the sources; note what failed or is odd."""
    for item in stream:
        if isinstance(item, Source):
            yield item
        elif isinstance(item, Failure):
            _fail(item, failures, strict)
        else:
            warnings.append(f"{item.path}: {item.reason}")


def _weigh(source: Source) -> int:
    return len(source.text)


def _fail(failure: Failure, failures: list[Failure], strict: bool) -> None:
    if strict:
        raise ReadError(f"{failure.path}: {failure.reason}")
    failures.append(failure)


def _write(graph: Graph, name: str, folder: Path, settings: Settings, progress: Progress, done: int, total: int) -> str:
    progress(name, done, total)
    path = folder / FORMATS[name].file_name
    try:
        export(graph, name, path, settings=settings)
    except OSError as error:
        raise ExportError(f"{path.name}: cannot be written: {error.strerror}") from None
    return path.name


def _be_silent(what: str, done: int, total: int | None) -> None:
    """Show no progress."""
