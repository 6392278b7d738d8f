"""Whether a site holds the head of a path, by what it says of itself."""

import pytest

from shared.contracts.messages.presence import ManagerPresence
from shared.model.entry import Entry, Kind, State
from shared.service.holders import holds

HEAD = Entry(
    path="a",
    revision=3,
    author="a",
    state=State(kind=Kind.FILE, content="0" * 64, size=1, mtime_ns=1, mode=0o644),
)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"revision": 3, "head": 3}, True),
        ({"revision": 2, "head": 3, "behind": 1, "missing": ("a",)}, False),
        ({"revision": 3, "head": 3, "state": "held", "hold": "the directory is empty"}, None),
    ],
    ids=["in place", "missing", "held"],
)
def test_a_held_site_is_not_said_to_hold_what_its_index_has(
    said: dict[str, object], told: bool | None
) -> None:
    """Its directory may be empty: whoever believed it would delete the last copy elsewhere."""
    presence = ManagerPresence.model_validate({"collection": "c", "site": "b", "state": "idle", **said})
    assert holds(presence, HEAD) is told
