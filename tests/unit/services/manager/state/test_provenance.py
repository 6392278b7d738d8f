"""Provenance: what is asked for, and what is known of it, is noted at once for all paths."""

import pytest

from services.manager.state.rules.doubt import ANY, Doubt
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.catalog.store.database import open_database
from shared.contracts.messages.transfers.want import Held, Need
from shared.identity.keys import SigningKey
from shared.model.entry import Kind

PATHS = [f"product-{number:04}.tab" for number in range(1000)]
NEEDS = [Need(path=path, revision=3, held=Held(kind=Kind.DELETED)) for path in PATHS]


class Site:
    """A database on disk with what is remembered in it."""

    def __init__(self, directory):
        self.db = open_database(directory / "site.db")
        who = SiteIdentity("kernels", "a")
        self.provenance = SiteState(self.db, identity=who, key=SigningKey(b"a" * 32)).provenance
        self.log = directory / "site.db-wal"

    def commits_of(self, work):
        """Return how many frames of the write-ahead log end a commit that `work` made."""
        self.db.execute("PRAGMA wal_autocheckpoint = 0")
        before = self._commits()
        work()
        return self._commits() - before

    def _commits(self):
        """Count commit frames: those that tell the database's size (https://sqlite.org/fileformat2.html)."""
        data = self.log.read_bytes()
        page = int.from_bytes(data[8:12], "big")
        frames = range(32, len(data), 24 + page)
        return sum(int.from_bytes(data[at + 4 : at + 8], "big") > 0 for at in frames)


@pytest.fixture
def site(tmp_path):
    """A site's database."""
    made = Site(tmp_path)
    yield made
    made.db.close()


def test_a_thousand_paths_are_asked_for_in_one_commit(site):
    """The disk is waited for once, and not for each path."""
    assert site.commits_of(lambda: site.provenance.asked(NEEDS)) == 1
    assert {site.provenance.of(path).since for path in PATHS} == {3}


def test_a_thousand_paths_are_settled_in_one_commit(site):
    """As above, when their reports are heard."""
    site.provenance.asked(NEEDS)
    assert site.commits_of(lambda: site.provenance.settled_all((path, 3) for path in PATHS)) == 1
    assert {site.provenance.of(path) for path in PATHS} == {Doubt(site.provenance.general, since=ANY)}
