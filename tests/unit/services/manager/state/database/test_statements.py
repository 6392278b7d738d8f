"""The number of statements of a fold does not grow with the commit: each one holds up the whole process."""

import sqlite3
from pathlib import Path
from typing import Any

from services.manager.look.hashing.hash_file import Found
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.catalog.store.database import open_database
from shared.contracts.messages.batch import Batch
from shared.identity.keys import SigningKey
from tests.unit.services.manager.site import MADE_AT, Orchestrator, file, fingerprint, trusts


class CountedConnection(sqlite3.Connection):
    """A connection that counts the calls, however many rows one of them writes."""

    calls = 0

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """Count, and execute."""
        self.calls += 1
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        """Count, and execute."""
        self.calls += 1
        return super().executemany(*arguments)


def calls_of_a_fold(folder: Path, *, changes: int) -> int:
    """Return how many statements fold the commit of a site's own batch."""
    connection = open_database(folder / f"{changes}.db", factory=CountedConnection)
    assert isinstance(connection, CountedConnection)
    state = SiteState(connection, identity=SiteIdentity("kernels", "a"), key=SigningKey(b"a" * 32))
    state.begin(lambda: "1" * 16)
    seen = [Found(f"d/{number:03}", file("1"), fingerprint(number)) for number in range(changes)]
    state.note(seen, (), stamp=state.index.stamp)
    orchestrator, signed = Orchestrator(), state.make_batch(made_at=MADE_AT)
    assert signed is not None
    assert len(Batch.model_validate_json(signed.body).changes) == changes
    orchestrator.decide(signed)
    ((revision, commit),) = orchestrator.log
    before = connection.calls
    state.fold(revision, commit, trusts=trusts, incarnation=lambda: "2" * 16)
    assert state.index.row("d/000").base is not None  # type: ignore[union-attr]
    return connection.calls - before


def test_a_larger_commit_takes_no_more_statements(tmp_path: Path) -> None:
    """Ten changes or a hundred: the rows go along in one statement of each kind."""
    assert calls_of_a_fold(tmp_path, changes=100) == calls_of_a_fold(tmp_path, changes=10)
