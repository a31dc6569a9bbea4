"""Memory and speed of reading: each format at its limits, in a process of its own.

    python -m benchmarks.reading [--json] [--megabytes N] [--case NAME]

The promise is that reading stays within 300 MB above the size of the largest source (a file's or a record's bytes),
Python itself included. Exit code 1 where it does not.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ALLOWED = 300_000_000           # bytes above the largest source
LINE = "5月11日，榆汀区枕河街道召开文明创建推进会，街道党工委书记麦冬青主持会议并讲话，要求压实责任。\n"


@dataclass(frozen=True)
class Result:
    """What reading one file took: bytes of its largest source, of memory at the most, and seconds."""

    case: str
    file: int
    sources: int
    others: int
    largest: int
    peak: int
    seconds: float

    @property
    def above(self) -> int:
        """Return the bytes of memory beyond the largest source."""
        return self.peak - self.largest


def write_text(path: Path, size: int, *, encoding: str = "utf-8") -> int:
    """Write one text of this many bytes; return the bytes of the largest source."""
    block = (LINE * 1000).encode(encoding)
    with path.open("wb") as file:
        for _ in range(size // len(block)):
            file.write(block)
    return path.stat().st_size


def write_records(path: Path, size: int, *, length: int = 20) -> int:
    """Write JSON Lines of `length` lines of text each."""
    text = json.dumps(LINE * length, ensure_ascii=False)
    largest = len(text.encode()) + 40
    with gzip.open(path, "wt", 1, "utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as file:
        for number in range(size // largest):
            file.write(f'{{"id": "{hashlib.sha256(str(number).encode()).hexdigest()}", "text": {text}}}\n')
    return largest


def write_wide_records(path: Path, size: int) -> int:
    """Write JSON Lines in UTF-16, which cannot be cut into lines before it is decoded: the file is read whole."""
    record = (json.dumps({"text": LINE * 20}, ensure_ascii=False) + "\n").encode("utf-16-le")
    path.write_bytes(b"\xff\xfe" + record * (size // len(record)))
    return path.stat().st_size


def write_table(path: Path, size: int) -> int:
    """Write CSV of rows with texts of several lines."""
    row = f'"{LINE * 20}",2024-05-11\n'.encode()
    with path.open("wb") as file:
        file.write(b"text,date\n")
        for _ in range(size // len(row)):
            file.write(row)
    return len(row)


def write_page(path: Path, size: int) -> int:
    """Write an HTML page of paragraphs, up to its limit of bytes."""
    paragraph = f"<p>{LINE}</p>".encode()
    path.write_bytes(b"<html><body>" + paragraph * (min(size, 4_900_000) // len(paragraph)))
    return path.stat().st_size


def write_tags(path: Path, size: int) -> int:
    """Write an HTML page of nothing but tags, up to their limit."""
    path.write_bytes(b"<html><body>" + "<b>河</b>".encode() * 99_000)
    return path.stat().st_size


def write_word(path: Path, size: int) -> int:
    """Write a Word document of paragraphs, up to its limit unpacked."""
    import docx

    buffer = io.BytesIO()
    docx.Document().save(buffer)
    paragraph = f"<w:p><w:r><w:t>{LINE.strip()}</w:t></w:r></w:p>"
    with zipfile.ZipFile(buffer) as template, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in template.namelist():
            content = template.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:body>", b"<w:body>" + (paragraph * 100_000).encode())
            archive.writestr(name, content)
    return len(paragraph.encode()) * 100_000


def write_pdf(path: Path, size: int) -> int:
    """Write a PDF of a hundred pages of three columns."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    from documents import lay_column, make_pdf

    page = [line for column in range(3) for line in lay_column(LINE * 8, 40 + 240 * column, 1000, across=20)]
    path.write_bytes(make_pdf([page] * 100))
    return path.stat().st_size


def write_archive(path: Path, size: int) -> int:
    """Write a zip archive of texts."""
    text = LINE * 1000
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(size // len(text.encode())):
            archive.writestr(f"{number:06}.txt", text)
    return len(text.encode())


def write_parquet(path: Path, size: int) -> int:
    """Write a Parquet table of texts."""
    import pyarrow
    import pyarrow.parquet

    text = LINE * 20
    rows = size // len(text.encode())
    pyarrow.parquet.write_table(pyarrow.table({"text": [f"{number} {text}" for number in range(rows)]}), path)
    return len(text.encode())


def write_bomb(path: Path, size: int) -> int:
    """Write a gzip of zeros that unpacks to a thousand times its size."""
    path.write_bytes(gzip.compress(bytes(size * 2)))
    return 0


CASES: dict[str, tuple[str, Callable[[Path, int], int]]] = {
    "text, UTF-8": ("a.txt", write_text),
    "text, GB18030": ("a.txt", lambda path, size: write_text(path, size, encoding="gb18030")),
    "JSON Lines": ("a.jsonl", lambda path, size: write_records(path, 3 * size)),
    "JSON Lines, packed": ("a.jsonl.gz", lambda path, size: write_records(path, 3 * size)),
    "JSON Lines, long records": ("a.jsonl", lambda path, size: write_records(path, 2 * size, length=60_000)),
    "JSON Lines, UTF-16": ("a.jsonl", write_wide_records),
    "CSV": ("a.csv", lambda path, size: write_table(path, 3 * size)),
    "HTML, paragraphs": ("a.html", write_page),
    "HTML, tags": ("a.html", write_tags),
    "Word": ("a.docx", write_word),
    "PDF": ("a.pdf", write_pdf),
    "zip of texts": ("a.zip", write_archive),
    "Parquet": ("a.parquet", write_parquet),
    "gzip bomb": ("a.txt.gz", write_bomb),
}


def measure(case: str, size: int) -> Result:
    """Write the file of a case, read it in a new process, and return what that took."""
    name, write = CASES[case]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        largest = write(path, size)
        command = [sys.executable, "-m", "benchmarks.reading", "--read", str(path)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return Result(case, path.stat().st_size, largest=largest, **told)


def read(path: Path) -> dict[str, float]:
    """Read a file, keeping nothing, and tell what that took in this process."""
    from kg_builder.model import Source
    from kg_builder.stages.read import read_inputs

    begun, sources, others = time.perf_counter(), 0, 0
    for item in read_inputs([path]):
        sources, others = sources + isinstance(item, Source), others + (not isinstance(item, Source))
    return {"sources": sources, "others": others, "seconds": round(time.perf_counter() - begun, 2), "peak": tell_peak()}


def tell_peak() -> int:
    """Return the most bytes of memory that this process has had; Linux' `ru_maxrss` would count its parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def tell(results: list[Result]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"{'case':<26}{'file MB':>9}{'sources':>9}{'largest MB':>12}{'peak MB':>9}{'above MB':>10}{'seconds':>9}"
    for result in results:
        yield (f"{result.case:<26}{result.file / 1e6:>9.1f}{result.sources:>9}{result.largest / 1e6:>12.1f}"
               f"{result.peak / 1e6:>9.0f}{result.above / 1e6:>10.0f}{result.seconds:>9.2f}")


def conclude(results: Sequence[Any], lines: Iterable[str], *, as_json: bool) -> int:
    """Print results, as JSON or in these lines; return 1 where one takes more memory than is allowed."""
    described = [asdict(result) | {"above": result.above} for result in results]
    print(json.dumps(described, indent=2) if as_json else "\n".join(lines))
    return int(any(result["above"] > ALLOWED for result in described))


def main() -> int:
    """Measure all cases and print them; return 1 where one takes more than is allowed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--megabytes", type=int, default=95, help="size of the large files (default 95)")
    parser.add_argument("--case", action="append", choices=sorted(CASES), metavar="NAME",
                        help=f"measure only this; may be repeated: {'; '.join(CASES)}")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        print(json.dumps(read(options.read)))
        return 0
    results = [measure(case, options.megabytes * 1_000_000) for case in options.case or CASES]
    return conclude(results, tell(results), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
