"""Tables of frames as bytes: CSV and Parquet, of a page or of all that there is."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from services.archive.api.ocs.shape import Json

WHOLE, REAL, TEXT = pa.int64(), pa.float64(), pa.string()

TYPES = {
    **dict.fromkeys(("id", "reduction_level", "observation_id", "request_id", "size"), WHOLE),
    "exposure_time": REAL,
}
"""Of columns in Parquet; the others are text, times as RFC 3339 has them."""

FORMULA = ("=", "+", "-", "@")
"""A spreadsheet takes a text that begins so for a formula."""


def csv_pieces(pages: Iterable[Sequence[Json]], columns: Sequence[str]) -> Iterator[bytes]:
    """Yield rows as RFC 4180 has them; what is no single value stands as JSON."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for rows in pages:
        writer.writerows([_cell(row[name]) for name in columns] for row in rows)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def parquet_pieces(pages: Iterable[Sequence[Json]], columns: Sequence[str]) -> Iterator[bytes]:
    """Yield a Parquet file, a group of rows for each page."""
    schema = pa.schema([(name, TYPES.get(name, TEXT)) for name in columns])
    sink = io.BytesIO()
    with pq.ParquetWriter(_Ends(sink), schema, compression="zstd") as writer:
        for rows in pages:
            plain = {name: [_plain(row[name]) for row in rows] for name in columns}
            writer.write_table(pa.table(plain, schema=schema))
            yield _taken(sink)
    yield _taken(sink)


class _Ends(io.RawIOBase):
    """Takes bytes and knows how many there were: a file of Parquet says places in itself."""

    def __init__(self, sink: io.BytesIO) -> None:
        self._sink = sink
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever has bytes
        size = self._sink.write(bytes(data))
        self._written += size
        return size


def _taken(sink: io.BytesIO) -> bytes:
    data = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return data


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column has
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _cell(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return _plain(value)
