"""Is a confidence of 0.8 right four times out of five? Measures it on gold articles, draws it, and fits the table anew.

usage: python -m benchmarks.calibration GOLD_DIR [--unseen ID,ID] [-o DIR] [--write] [--date YYYY-MM-DD]

Every article is weighed by a table that was fitted on others: they are divided into fifths by a hash of their names.
Printed are the expected calibration error (ten bins) and the Brier score of the stated and of the fitted confidences.
On articles that the rules were written on these are too good; name those that were kept from the writers with --unseen:
they are measured apart, and count five times in the fit. DIR gets reliability.tsv and reliability.svg. `--write` puts
the table, fitted on all articles, into the package.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import math
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg_builder.evaluate import evaluate
from kg_builder.extract import extract
from kg_builder.graph.assemble import assemble, read_statements
from kg_builder.link import link
from kg_builder.matching.confidence import FEATURES, TABLE, Steps, Table, logit, measure, weigh_evidence, write_table
from kg_builder.matching.load import load_rulebook
from kg_builder.model import Evidence
from kg_builder.stages.read import read_inputs

BINS = 10
FOLDS = 5
UNSEEN_COUNTS = 5
SMOOTH = 8.0            # readings that a rule, or a bin, is given beforehand, right as often as all are
STEPS = {"names": (0.0, 0.65, 0.75, 0.82, 0.88, 0.93), "stated": (0.0, 0.5, 0.6, 0.7, 0.8, 0.9),
         "distance": (0.0, 1.0, 10.0, 25.0, 60.0, 120.0)}


@dataclass(frozen=True, slots=True)
class Reading:
    """A piece of evidence of one article, as it is before any table, and whether its statement is right."""

    article: str
    right: bool
    evidence: Evidence


def main() -> None:
    """Read the command line, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--unseen", default="", metavar="ID,ID")
    parser.add_argument("-o", "--out", type=Path, default=Path("output/calibration"))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    given = parser.parse_args()
    unseen = frozenset(filter(None, given.unseen.split(",")))
    readings = collect(given.gold)
    fitted = cross(readings, unseen)
    parts = {"all": readings} | ({"unseen": [r for r in readings if r.article in unseen]} if unseen else {})
    for name, part in parts.items():
        curves = {"stated": [(r.evidence.confidence, r.right) for r in part],
                  "fitted": [(fitted[r], r.right) for r in part]}
        tell(f"{name}: {len({r.article for r in part})} articles, {len(part)} readings, "
             f"{sum(r.right for r in part) / len(part):.3f} right", curves)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "reliability.tsv").write_text(tabulate(curves), "utf-8")
    (given.out / "reliability.svg").write_text(draw(curves), "utf-8")
    if given.write:
        articles = {r.article for r in readings}
        about = f"{len(articles)} articles, {len(readings)} readings; {len(articles & unseen)} articles unseen"
        write_table(fit(repeat(readings, unseen), date=given.date, fitted_on=about), TABLE)
        print(f"written: {TABLE.name}")


def tell(what: str, curves: dict[str, list[tuple[float, bool]]]) -> None:
    """Print how far the confidences are from the truth."""
    print(what)
    for name, points in curves.items():
        print(f"  {name}: expected calibration error {expected_error(points):.3f}, Brier score {brier(points):.3f}")


def repeat(readings: Sequence[Reading], unseen: frozenset[str]) -> list[Reading]:
    """Return the readings, those of unseen articles as often as they count."""
    return [r for r in readings for _ in range(UNSEEN_COUNTS if r.article in unseen else 1)]


def cross(readings: Sequence[Reading], unseen: frozenset[str] = frozenset()) -> dict[Reading, float]:
    """Return the confidence of each reading by a table that was fitted on other articles."""
    result = {}
    for fold in divide(readings):
        articles = {r.article for r in fold}
        table = fit(repeat([r for r in readings if r.article not in articles], unseen), date="", fitted_on="")
        result |= {r: weigh_evidence(r.evidence, table).confidence for r in fold}
    return result


def divide(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Divide readings into fifths by a hash of their articles."""
    return [[r for r in readings if hashlib.sha256(r.article.encode()).digest()[1] % FOLDS == n] for n in range(FOLDS)]


def collect(gold: Path) -> list[Reading]:
    """Read every article by itself, without a table, and return its readings; optional ones are left out."""
    rulebook = load_rulebook()
    readings = []
    for answer in sorted(gold.glob("*.yaml")):
        text = answer.with_suffix(".txt")
        if not text.exists():
            continue
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(answer, folder)
            [source] = read_inputs([text])
            linked = link([extract(source, rulebook=rulebook, weighed=False)])
            graph = assemble(linked.sources, linked.articles, linked.entities, linked.statements, base_iri="urn:x:")
            verdicts = evaluate(Path(folder), graph, sure=0.0).verdicts
        for statement in read_statements(graph):
            right = verdicts.get((answer.stem, statement.key))
            if right is not None:
                readings += [Reading(answer.stem, right, item) for item in statement.evidence]
    return readings


def fit(readings: Sequence[Reading], *, date: str, fitted_on: str) -> Table:
    """Fit rules and weights on all readings, and the steps on what tables of the other articles say of each."""
    points = []
    for fold in divide(readings):
        articles = {r.article for r in fold}
        table = _fit_weights([r for r in readings if r.article not in articles])
        points += [(weigh_evidence(r.evidence, table).confidence, r.right) for r in fold]
    return replace(_fit_weights(readings), date=date, fitted_on=fitted_on, steps=fit_steps(points))


def _fit_weights(readings: Sequence[Reading]) -> Table:
    mean = sum(r.right for r in readings) / max(len(readings), 1)
    groups: dict[str, list[bool]] = defaultdict(list)
    for reading in readings:
        groups[reading.evidence.rule].append(reading.right)
    rules = {rule: round((sum(rights) + SMOOTH * mean) / (len(rights) + SMOOTH), 4) for rule, rights in groups.items()}
    weights = {name: _fit_feature([(measure(r.evidence)[name], r.right, rules[r.evidence.rule]) for r in readings],
                                  STEPS[name]) for name in FEATURES}
    return Table("", "", rules, weights, ())


def _fit_feature(values: Iterable[tuple[float, bool, float]], starts: Sequence[float]) -> Steps:
    """Return what each bin adds to the odds that the rules alone give (0 where there is nothing in it)."""
    bins: dict[float, list[tuple[bool, float]]] = defaultdict(list)
    for value, right, expected in values:
        bins[max(start for start in starts if start <= value)].append((right, expected))
    result = []
    for start in starts:
        rights = sum(right for right, _ in bins[start])
        expected = sum(share for _, share in bins[start])
        count = len(bins[start])
        prior = expected / count if count else 0.5
        share = (rights + SMOOTH * prior) / (count + SMOOTH)
        result.append((start, round(logit(share) - logit(prior), 4)))
    return tuple(result)


def fit_steps(points: Iterable[tuple[float, bool]]) -> Steps:
    """Return isotonic steps by pooling adjacent violators; a block of fewer than a dozen readings is not kept alone."""
    blocks: list[list[float]] = []              # sum of scores, number right, number
    for score, right in sorted(points):
        blocks.append([score, float(right), 1.0])
        while len(blocks) > 1 and (blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]
                                   or blocks[-2][2] < 12):
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return tuple((round(total / count, 4), round((right + 1) / (count + 2), 4)) for total, right, count in blocks)


def expected_error(points: Sequence[tuple[float, bool]]) -> float:
    """Return the mean distance between confidence and share of right readings over ten bins, weighted by their size."""
    return sum(abs(mean - share) * count for _, mean, share, count in binned(points)) / len(points)


def brier(points: Sequence[tuple[float, bool]]) -> float:
    """Return the mean squared distance between confidence and truth."""
    return math.fsum((confidence - right) ** 2 for confidence, right in points) / len(points)


def binned(points: Iterable[tuple[float, bool]]) -> list[tuple[float, float, float, int]]:
    """Return (start of the bin, mean confidence, share of right readings, number) of each bin that is not empty."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in points:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return [(n / BINS, sum(c for c, _ in found) / len(found), sum(r for _, r in found) / len(found), len(found))
            for n, found in sorted(bins.items())]


def tabulate(curves: dict[str, list[tuple[float, bool]]]) -> str:
    """Return the bins of all curves as a table."""
    rows = ["confidences\tfrom\tmean\tright\treadings"]
    rows += [f"{name}\t{start:.1f}\t{mean:.3f}\t{share:.3f}\t{count}"
             for name, points in curves.items() for start, mean, share, count in binned(points)]
    return "\n".join(rows) + "\n"


def draw(curves: dict[str, list[tuple[float, bool]]]) -> str:
    """Return the reliability diagram as SVG: confidence across, share of right readings up, the diagonal is ideal."""
    size, pad = 360, 40
    colours = {"stated": "#b3632a", "fitted": "#2a6db3"}

    def at(x: float, y: float) -> tuple[float, float]:
        return pad + x * size, pad + (1 - y) * size

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 2 * pad} {size + 2 * pad}" '
             'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="#fff"/>']
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    parts.append(f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#999" stroke-dasharray="4 4"/>'
                 f'<path d="M{x0} {y1}V{y0}H{x1}" stroke="#333" fill="none"/>')
    for n in range(0, 11, 2):
        x, y = at(n / 10, n / 10)
        parts.append(f'<text x="{x}" y="{y0 + 16}" text-anchor="middle">{n / 10}</text>'
                     f'<text x="{x0 - 6}" y="{y + 4}" text-anchor="end">{n / 10}</text>')
    for line, (name, points) in enumerate(curves.items()):
        bins = binned(points)
        path = "L".join("{:.1f} {:.1f}".format(*at(mean, share)) for _, mean, share, _ in bins)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
        parts += ['<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}" fill-opacity=".6"/>'.format(
            *at(mean, share), 2 + math.sqrt(count), colours[name]) for _, mean, share, count in bins]
        parts.append(f'<text x="{x0 + 12}" y="{y1 + 16 + 18 * line}" fill="{colours[name]}">{name}: expected '
                     f'calibration error {expected_error(points):.3f}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
