"""Every number that travels has bounds, so that no peer can name one that ends its reader."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.catalog.fold.fold import Folded
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.buckets import BUCKETS
from shared.contracts.channels import CHANNELS
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.transfers.report import Placed
from shared.model.entry import Entry, Fingerprint, Kind, State
from shared.model.numbers import FILE_BYTES_MAX, INT64_MAX, INT64_MIN, UINT64_MAX, signed64, unsigned64

MODELS = sorted(
    {
        model
        for channel in CHANNELS
        for model in (*channel.models, channel.signed, channel.chunked)
        if model is not None
    }.union(*(spec.models for spec in BUCKETS)),
    key=lambda model: model.__name__,
)


def _unbounded(schema: Any, at: str = "") -> Iterator[str]:
    """Yield where a JSON schema lets any integer or number through."""
    if isinstance(schema, list):
        for number, item in enumerate(schema):
            yield from _unbounded(item, f"{at}/{number}")
    if not isinstance(schema, dict):
        return
    if schema.get("type") in ("integer", "number") and "const" not in schema and "enum" not in schema:
        has_low = schema.keys() & {"minimum", "exclusiveMinimum"}
        if not (has_low and schema.keys() & {"maximum", "exclusiveMaximum"}):
            yield at
    for key, value in schema.items():
        yield from _unbounded(value, f"{at}/{key}")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_number_of_a_message_has_a_lowest_and_a_highest_value(model: type) -> None:
    """A number of any length would end the first process that keeps it, and every one after it."""
    assert list(_unbounded(TypeAdapter(model).json_schema())) == []


@pytest.mark.parametrize(
    "fields", [{"size": FILE_BYTES_MAX + 1}, {"size": 2**63}, {"mtime_ns": 2**63}, {"mtime_ns": -(2**63) - 1}]
)
def test_a_state_beyond_what_is_kept_is_refused(fields: dict[str, int]) -> None:
    """What a peer signs is checked before anything is made of it."""
    with pytest.raises(ValidationError):
        State(kind=Kind.FILE, content="1" * 64, **fields)


@pytest.mark.parametrize("year", [1, 9999])
def test_a_batch_of_a_year_without_a_neighbour_is_refused(year: int) -> None:
    """In another time zone, as in the name of a conflict copy, it may have no date."""
    with pytest.raises(ValidationError):
        Batch(
            collection="c",
            site="a",
            incarnation="0" * 16,
            sequence=1,
            made_at=datetime(year, 1, 1, tzinfo=UTC),
            changes=(),
        )


def test_a_report_takes_an_inode_of_64_bits_and_no_more() -> None:
    """Cluster file systems use all of them; there are none beyond."""
    evidence = Fingerprint(size=1, mtime_ns=0, ctime_ns=0, inode=UINT64_MAX)
    placed = Placed(path="f", revision=1, fingerprint=evidence)
    assert Placed.model_validate_json(placed.model_dump_json()) == placed
    with pytest.raises(ValidationError):
        Placed.model_validate_json(placed.model_dump_json().replace(str(UINT64_MAX), str(UINT64_MAX + 1)))


@pytest.mark.parametrize("number", [0, 1, INT64_MAX, INT64_MAX + 1, UINT64_MAX])
def test_an_inode_comes_back_from_what_a_database_keeps(number: int) -> None:
    """Two's complement loses nothing, and leaves small numbers as they are."""
    assert INT64_MIN <= signed64(number) <= INT64_MAX
    assert unsigned64(signed64(number)) == number


@pytest.mark.parametrize(
    "state",
    [
        State(kind=Kind.FILE, content="1" * 64, size=FILE_BYTES_MAX, mtime_ns=INT64_MAX, mode=0o777),
        State(kind=Kind.FILE, content="1" * 64, mtime_ns=INT64_MIN),
    ],
)
def test_a_log_of_states_at_the_edge_can_be_kept(state: State) -> None:
    """Whatever a message may hold, a database takes, and gives back as it was."""
    projection = Projection(open_database(":memory:"))
    entry = Entry(path="f", revision=INT64_MAX, author="a", state=state)
    batch = Batch(
        collection="c",
        site="a",
        incarnation="0" * 16,
        sequence=INT64_MAX,
        made_at=datetime(2, 1, 1, tzinfo=UTC),
        changes=(),
    )
    at = LogPosition(log_id="0" * 32, revision=INT64_MAX, hash="0" * 64)
    projection.apply(Folded(position=at, batch=batch, decisions=(), entries=(entry,)))
    assert projection.head("f") == entry
