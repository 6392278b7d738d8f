"""Answers as Arrow streams and Parquet files (https://arrow.apache.org/docs/format/Columnar.html)."""

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from services.spice.geometry.table import Table

ROWS = 20_000
"""Of one batch: a megabyte or two."""

METADATA = b"spicerack"
"""The key of the schema's metadata that holds all of an answer but its rows, as JSON."""


def _as_arrow(table: Table, facts: bytes) -> pa.Table:
    fields = [
        pa.field(
            one.name,
            pa.string() if one.is_text else pa.float64(),
            metadata={b"unit": one.unit.encode()},
        )
        for one in table.columns
    ]
    arrays = [pa.array(one.values, from_pandas=True) for one in table.columns]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={METADATA: facts}))


def stream(table: Table, facts: bytes) -> Iterator[bytes]:
    """Give an Arrow IPC stream, batch by batch."""
    whole = _as_arrow(table, facts)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, whole.schema) as writer:
        for batch in whole.to_batches(max_chunksize=ROWS):
            writer.write_batch(batch)
            yield sink.getvalue()
            sink.seek(0)
            sink.truncate()
    yield sink.getvalue()


def parquet(table: Table, facts: bytes) -> Iterator[bytes]:
    """Give a Parquet file, in one piece: its index stands at its end."""
    sink = io.BytesIO()
    pq.write_table(_as_arrow(table, facts), sink)
    yield sink.getvalue()
