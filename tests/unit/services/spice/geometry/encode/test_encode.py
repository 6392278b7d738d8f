"""Answers have the same rows and the same head in every form."""

import csv
import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from services.spice.geometry.answer_head import AnswerHead, KernelUsed
from services.spice.geometry.encode.encode import encoded
from services.spice.geometry.table import Column, Table

HEAD = AnswerHead(
    calculation="states",
    collection="spice",
    revision=5,
    kernel_set="a" * 64,
    kernels=(KernelUsed(path="spk/a b.bsp", content="b" * 64, revision=3, kind="spk", quality="predicted"),),
)
ROWS = 45_001
"""Three pieces, the last of a single row."""
X = np.where(np.arange(ROWS) % 3 == 1, np.nan, np.arange(ROWS) / 7)
TABLE = Table(
    columns=(Column("time", "", np.array([f"t{row}" for row in range(ROWS)])), Column("x", "km", X)),
    frame="J2000",
    scale="UTC",
    understood={"MARS": 499},
    notes=("a note",),
)


def test_json_has_null_where_there_is_no_number() -> None:
    """Rows keep their order over pieces, and every digit."""
    told = json.loads(b"".join(encoded(TABLE, HEAD, "json")))

    assert told["rows"][:2] == [["t0", 0.0], ["t1", None]]
    assert [row[1] for row in told["rows"]] == [None if np.isnan(x) else x for x in X.tolist()]
    assert told["columns"] == [{"name": "time", "unit": ""}, {"name": "x", "unit": "km"}]
    assert told["kernels"][0]["content"] == "b" * 64


def test_json_of_no_rows_is_json() -> None:
    """An event that never happens has an answer too."""
    empty = Table(columns=(Column("x", "km", np.empty(0)),))

    assert json.loads(b"".join(encoded(empty, HEAD, "json")))["rows"] == []


def test_csv_names_its_kernels_in_comments() -> None:
    """Then come the columns with their units, and the rows."""
    text = b"".join(encoded(TABLE, HEAD, "csv")).decode()
    comments = [line for line in text.splitlines() if line.startswith("#")]
    rows = list(csv.reader(io.StringIO("\n".join(text.splitlines()[len(comments) :]))))

    assert f"# kernel: spk/a b.bsp {'b' * 64} revision 3 predicted" in comments
    assert rows[:3] == [["time", "x (km)"], ["t0", "0.0"], ["t1", ""]]
    assert len(rows) == ROWS + 1


@pytest.mark.parametrize("form", ["arrow", "parquet"])
def test_binary_forms_hold_columns_with_units_and_the_head(form: str) -> None:
    """A program reads them without this one; what is empty is null."""
    data = b"".join(encoded(TABLE, HEAD, form))
    whole = pa.ipc.open_stream(data).read_all() if form == "arrow" else pq.read_table(io.BytesIO(data))
    head = json.loads(whole.schema.metadata[b"spicerack"])

    assert whole.column("x").null_count == np.isnan(X).sum()
    assert whole.column("time").to_pylist()[-1] == f"t{ROWS - 1}"
    assert whole.schema.field("x").metadata[b"unit"] == b"km"
    assert head["kernels"][0]["revision"] == 3


@pytest.mark.parametrize("form", ["json", "csv", "arrow", "parquet"])
def test_one_answer_has_one_form(form: str) -> None:
    """The same answer has the same bytes, whenever and wherever it is written (I13)."""
    assert b"".join(encoded(TABLE, HEAD, form)) == b"".join(encoded(TABLE, HEAD, form))
