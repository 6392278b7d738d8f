"""The keys of a log beside its tree: kept, forgotten with it, and in its checkpoints."""

from shared.catalog.fold.keyring import End, LogKey, Origin
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.checkpoint_tables import parts_of
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.checkpoint import CheckpointPart

KEYS = (
    LogKey(owner="", key="0" * 64, since=1, origin=Origin.ENTERED),
    LogKey(owner="a", key="1" * 64, since=1, origin=Origin.FIRST_WORD, until=4, end=End.REPLACED),
    LogKey(owner="b", key="2" * 64, since=2, origin=Origin.ENTERED, until=9, end=End.REVOKED),
    LogKey(owner="a", key="3" * 64, since=4, origin=Origin.VOUCHED),
)


def test_whoever_begins_at_a_checkpoint_knows_all_keys_that_spoke_before():
    """Else it would take a key that was revoked at its next word."""
    made, begun = Projection(open_database(":memory:")), open_database(":memory:")
    made.keys.keep(KEYS)
    parts = [part.model_dump_json() for part in parts_of(made._db)]
    into = Projection(begun)
    with into.loading(LogPosition("a" * 32, 9, "f" * 64)) as tables:
        for part in parts:
            tables.add(CheckpointPart.model_validate_json(part))
    assert into.keys.all() == KEYS


def test_another_log_begins_without_keys():
    """Its sites may have others."""
    projection = Projection(open_database(":memory:"))
    projection.keys.keep(KEYS)
    projection.forget()
    assert projection.keys.all() == ()
