"""Parquet, where pyarrow is installed: every row is a source of its own; read batch by batch."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow
import pyarrow.parquet

from kg_builder.errors import ReadError
from kg_builder.model import Failure, Source
from kg_builder.stages.read.options import Notice, ReadOptions
from kg_builder.stages.read.plain import read_whole
from kg_builder.stages.read.records import NAMES, check_columns, make_source

_BATCH = 256                    # rows in memory at a time


def parse_parquet(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[Source | Failure | Notice]:
    """Yield a source for each row of a table with a text column."""
    file = stream if stream.seekable() else io.BytesIO(read_whole(stream, options))
    try:
        table = pyarrow.parquet.ParquetFile(file)
        check_columns(table.schema_arrow.names, options)
        wanted = {*(column for names in NAMES.values() for column in names), options.text_column}
        columns = [column for column in table.schema_arrow.names if column.strip() in wanted]
        number = 0
        for batch in table.iter_batches(batch_size=_BATCH, columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield from make_source(f"{name}#{number}", _plain(row), options)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"broken Parquet: {str(error).partition(chr(10))[0]}") from None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with dates as texts."""
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
