"""A simulated host loses in a crash what a real one loses, and keeps the rest."""

import asyncio
import sqlite3

import pytest

from shared.catalog.store.database import transaction, transaction_made_again
from shared.roots.posix.files.port import InputOutputError, OccupiedError, StorageError
from testing.simulation.census import Happening
from testing.simulation.machine.crashes import CrashAt
from testing.simulation.machine.host import Host
from testing.simulation.machine.process import ExitKind
from testing.simulation.scheduling.choices import Choices, Recording
from testing.simulation.scheduling.loop import SimulatedLoop


@pytest.fixture
def loop():
    """Return a loop that is closed after the test."""
    loop = SimulatedLoop(Choices(11))
    yield loop
    loop.close()


def _numbers(directory) -> list[int]:
    connection = sqlite3.connect(directory / "index.db")
    try:
        return [number for (number,) in connection.execute("SELECT number FROM numbers ORDER BY number")]
    finally:
        connection.close()


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_crash_leaves_what_a_database_had_committed_and_nothing_else(loop, tmp_path, journal):
    """Committed rows are there in the next life, the open transaction is not, and the dead change nothing."""
    host = Host(loop, "h", tmp_path)
    lives = []

    async def main():
        directory = host.databases("p").directory
        connection = sqlite3.connect(directory / "index.db", isolation_level=None)
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.execute("CREATE TABLE IF NOT EXISTS numbers (number INTEGER)")
        lives.append(connection)
        connection.execute("INSERT INTO numbers VALUES (?)", (len(lives),))
        connection.execute("BEGIN")
        connection.execute("INSERT INTO numbers VALUES (?)", (100 + len(lives),))
        await asyncio.sleep(1000)

    async def world():
        process = host.run("p", main)
        await asyncio.sleep(1)
        process.crash()
        lives[0].execute("COMMIT")
        await asyncio.sleep(50)
        process.crash()

    loop.run_until_complete(world())
    assert len(lives) == 2
    assert _numbers(host.databases("p").directory) == [1, 2]
    for connection in lives:
        connection.close()


def test_databases_can_be_restored_from_a_backup_and_lost(tmp_path, loop):
    """The next life finds the old copy, or nothing."""
    databases = Host(loop, "h", tmp_path).databases("p")
    (databases.directory / "index.db").write_text("old")
    backup = databases.backup()
    (databases.directory / "index.db").write_text("new")
    databases.crash()
    assert (databases.directory / "index.db").read_text() == "new"
    databases.restore(backup)
    assert (databases.directory / "index.db").read_text() == "old"
    databases.lose()
    assert list(databases.directory.iterdir()) == []


def test_a_process_crash_frees_its_locks_and_keeps_what_it_wrote(loop, tmp_path):
    """The host lives on: unsynced files stay, file locks go, and the old mount is dead."""
    host = Host(loop, "h", tmp_path)
    mounts = []

    async def main():
        files = host.mount("p")
        mounts.append(files)
        with files.lock("lock"):
            if len(mounts) == 1:
                with files.create("file") as file:
                    file.write(b"unsynced")
            await asyncio.sleep(1000)

    async def world():
        process = host.run("p", main)
        await asyncio.sleep(1)
        with pytest.raises(OccupiedError), host.mount("other").lock("lock"):
            pass
        process.crash()
        with host.mount("other").lock("lock"):
            pass
        with pytest.raises(RuntimeError):
            mounts[0].status("file")
        await asyncio.sleep(40)
        return process.lives

    assert loop.run_until_complete(world()) == 2
    with host.mount("other").open("file") as file:
        assert file.read_at(0, 100) == b"unsynced"


def test_a_process_can_die_between_any_two_disk_operations_of_one_call(loop, tmp_path):
    """Each step within a blocking call may be the last, and nothing of the call happens after it."""

    def outcome(step: int) -> tuple[str, ...]:
        loop = SimulatedLoop(Choices.replaying(Recording(0, ())))
        host = Host(loop, "h", tmp_path / str(step))

        def call(files):
            try:
                for name in ("a", "b", "c"):
                    files.make_directory(name)
            finally:
                files.make_directory("cleaned")

        async def main():
            await asyncio.to_thread(call, host.mount("p"))
            await asyncio.sleep(1000)

        async def world():
            process = host.run("p", main, plan=CrashAt([("h/p", step)]))
            await asyncio.sleep(0.05)
            assert process.exits[0].kind is ExitKind.CRASHED

        loop.run_until_complete(world())
        assert loop.unhandled == []
        loop.close()
        return tuple(entry.name for entry in host.mount("look").list(""))

    outcomes = [outcome(step) for step in range(1, 7)]
    assert outcomes == [(), (), (), ("a",), ("a", "b"), ("a", "b", "c")]


def test_a_power_cut_in_the_middle_of_a_call_stops_it_there(loop, tmp_path):
    """Whoever acts between two operations may cut the power: the call does not go on."""
    host = Host(loop, "h", tmp_path)

    def call(files):
        files.make_directory("kept")
        files.sync_directory("")
        host.between = lambda _: host.power_cut()
        files.make_directory("never")

    async def main():
        if host.processes[-1:] and host.processes[-1].lives > 1:
            await asyncio.sleep(1000)
        await asyncio.to_thread(call, host.mount("p"))

    async def world():
        process = host.run("p", main)
        await asyncio.sleep(0.09)
        return [one.kind for one in process.exits]

    assert loop.run_until_complete(world()) == [ExitKind.CRASHED]
    assert loop.unhandled == []
    assert [entry.name for entry in host.mount("look").list("")] == ["kept"]


def test_disk_faults_come_by_seed_until_the_host_is_healed(loop, tmp_path):
    """Operations fail now and then, with errors of the port, and no more once healed."""
    host = Host(loop, "h", tmp_path, fault_gap=5)
    files = host.mount("p")

    def failures() -> list[type[StorageError]]:
        found = []
        for _ in range(200):
            try:
                files.status("")
            except StorageError as error:
                found.append(type(error))
        return found

    assert len(failures()) > 10
    assert InputOutputError in failures()
    host.heal()
    assert failures() == []


def test_a_process_that_fails_by_itself_is_remembered_and_started_again(loop, tmp_path):
    """An error that ends a process is a finding, and its supervisor goes on."""
    host = Host(loop, "h", tmp_path)

    async def main():
        await asyncio.sleep(1)
        raise ValueError("bug")

    async def world():
        process = host.run("p", main)
        await asyncio.sleep(100)
        return process.lives

    assert loop.run_until_complete(world()) > 2
    assert {(name, str(how.error)) for name, how in host.failed} == {("h/p", "bug")}


@pytest.mark.parametrize("lasting", [False, True])
def test_a_power_cut_takes_only_the_last_commits_that_nobody_waited_for(loop, tmp_path, lasting):
    """Any number of them, the last first; what was committed with a wait stays with all before it."""
    host = Host(loop, "h", tmp_path)

    async def main():
        databases = host.databases("p")
        connection = databases.open(databases.directory / "index.db")
        connection.execute("CREATE TABLE IF NOT EXISTS numbers (number INTEGER)")
        for number in range(40):
            waits = number == 5 or (lasting and number == 39)
            with transaction(connection) if waits else transaction_made_again(connection):
                connection.execute("INSERT INTO numbers VALUES (?)", (number,))
        await asyncio.sleep(1000)

    async def world():
        host.run("p", main)
        await asyncio.sleep(0.01)
        host.power_cut()

    loop.run_until_complete(world())
    left = _numbers(host.databases("p").directory)
    assert left == list(range(len(left)))
    assert len(left) == 40 if lasting else 6 <= len(left) < 40
    assert (Happening.COMMITS_LOST in loop.census) is not lasting
