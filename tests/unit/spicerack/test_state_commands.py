"""`spicerack migrate`, and which server `spicerack backup` asks."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shared.catalog.store.schemas import LOG_SCHEMA, SITE_SCHEMA
from spicerack.app import invoke
from spicerack.commands.deployment.backup import find_server
from spicerack.errors import CommandError, UsageProblem

KEPT = Path(__file__).parents[2] / "fixtures" / "databases" / "v0"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state of an `up` of an earlier version."""
    for kept, place in (("site", "manager-a/site.db"), ("log", "orchestrator/spice.db")):
        path = tmp_path / place
        path.parent.mkdir()
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript((KEPT / f"{kept}.sql").read_text())
    return tmp_path


def version(path: Path) -> int:
    """Return what a database says of itself."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_migrate_brings_every_database_up(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each, and the second time there is nothing to do."""
    assert invoke(["migrate", str(state), "--check"]) == 0
    assert capsys.readouterr().out.count("would be brought to version") == 2
    assert version(state / "manager-a" / "site.db") == 0
    invoke(["migrate", str(state)])
    assert capsys.readouterr().out.count("was brought to version") == 2
    assert version(state / "manager-a" / "site.db") == SITE_SCHEMA.version
    assert version(state / "orchestrator" / "spice.db") == LOG_SCHEMA.version
    assert version(state / "orchestrator" / "spice.db.v0") == 0
    invoke(["migrate", str(state / "orchestrator")])
    assert "nothing to do" in capsys.readouterr().out


def test_migrate_says_what_it_cannot_do(state: Path, tmp_path: Path) -> None:
    """A newer database, one that is in use, one that is none, and a directory without any."""
    path = state / "orchestrator" / "spice.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(CommandError, match="remove it while its service does not run"):
        invoke(["migrate", str(path.parent)])
    path.write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(CommandError, match="put a copy of it back"):
        invoke(["migrate", str(path.parent)])
    with pytest.raises(CommandError, match="no database"):
        invoke(["migrate", str(KEPT)])


def test_migrate_leaves_alone_what_is_in_use(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that a service holds open is not touched."""
    monkeypatch.setattr("shared.catalog.store.database.BUSY_MILLISECONDS", 1)
    path = state / "orchestrator" / "spice.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT * FROM tree").fetchall()
        with pytest.raises(CommandError, match="stop the service"):
            invoke(["migrate", str(path.parent)])
    assert version(path) == 0


def test_the_server_is_named_once() -> None:
    """Options win over variables; two servers, or none, are a mistake of who typed."""
    variables = {
        "SPICERACK_NATS_URL": "nats://one:4222,nats://two:4222",
        "SPICERACK_NATS_USER": "u",
        "SPICERACK_NATS_PASSWORD": "p",
        "SPICERACK_NATS_PREFIX": "other",
        "SPICERACK_NATS_REPLICAS": "3",
    }
    by_variables = find_server(nats=None, state=None, environment=variables)
    assert by_variables.settings.servers == ("nats://one:4222", "nats://two:4222")
    assert (by_variables.settings.prefix, by_variables.settings.user) == ("other", "u")
    assert by_variables.replicas == 3
    by_option = find_server(nats="nats://x:y@three", state=None, environment=variables)
    assert by_option.settings.servers == ("nats://three:4222",)
    assert by_option.settings.user == "x"
    with pytest.raises(UsageProblem, match="two servers"):
        find_server(nats="nats://three", state=Path(), environment={})
    with pytest.raises(UsageProblem, match="no server is named"):
        find_server(nats=None, state=None, environment={})
    with pytest.raises(CommandError, match="no state of a `spicerack up`"):
        find_server(nats=None, state=Path("/nowhere"), environment={})
