"""Placing: what is asked again right before a name changes."""

from datetime import UTC, datetime

import pytest

from services.gateway.writing.change import Change, ChangedPath
from services.gateway.writing.plan import Planned
from shared.model.entry import Kind
from shared.web.problem import ChangedError
from tests.unit.services.gateway.desk import Desk, hash_of


async def test_a_tree_that_moved_on_while_a_change_was_examined_is_not_written_over(desk: Desk):
    """The condition held when the bytes had come; another site's version is in place since."""
    await desk.commit({"f": b"two"})
    plan = Planned(
        path="f",
        kind=Kind.DELETED,
        conditions={"if-match": f'"{hash_of(b"one")}"'},
    )
    change = Change(
        id="1" * 32,
        caller="me",
        at=datetime(2026, 3, 4, tzinfo=UTC),
        since=1,
        paths=(ChangedPath(path="f", kind=Kind.DELETED),),
    )
    with pytest.raises(ChangedError):
        await desk.context.writer.placing.place(change, [plan])
    assert (desk.root / "f").read_bytes() == b"two"
