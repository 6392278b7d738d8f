"""Power fails at every single operation of a publish: nothing is lost, nothing is half (I1, I2, I5)."""

import contextlib
import random
from itertools import count

import pytest

from shared.model.entry import DELETED, Kind
from shared.roots.posix.files.port import StorageError
from shared.roots.posix.publish.publish import Published
from testing.disk.files import MemoryFiles
from testing.disk.root import A_DIRECTORY, ABSENT, Root, digest, directory_state, file_state, held

SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6)))
"""Outcomes of what was not synced, for each operation that the power fails at. The worlds draw others."""

BIG = 3 * 512 + 7
"""Bytes: several sectors, so that an unsynced file can be torn."""


class PowerFailure(BaseException):
    """Nobody can catch this: the process is gone."""


def text(word):
    """Return bytes that no other word gives, over several sectors."""
    return (word.encode() + b"-") * (BIG // len(word))


OLD = {
    "replaced": text("old-replaced"),
    "sub/replaced.tls": text("old-sub"),
    "deleted": text("old-deleted"),
    "d1/d2/last": text("old-last"),
    "was-file": text("old-was-file"),
    "retimed": text("same"),
    "untouched": text("untouched"),
}

WANTED = (
    ("replaced", text("new-replaced"), held(OLD["replaced"])),
    ("sub/replaced.tls", text("new-sub"), held(OLD["sub/replaced.tls"])),
    ("new/deep/file", text("new-file"), ABSENT),
    ("new/directory", directory_state(), ABSENT),
    ("retimed", file_state(OLD["retimed"], mtime_ns=5), held(OLD["retimed"])),
    ("deleted", DELETED, held(OLD["deleted"])),
    ("d1/d2/last", DELETED, held(OLD["d1/d2/last"])),
    ("d1/d2", text("new-was-directory"), A_DIRECTORY),
    ("was-file", directory_state(), held(OLD["was-file"])),
    ("was-file/below", text("new-below"), ABSENT),
    ("x1/x2/x3/lonely", text("new-lonely"), ABSENT),
)

NEW = {path: what for path, what, _ in WANTED if isinstance(what, bytes)} | {
    "retimed": OLD["retimed"],
    "untouched": OLD["untouched"],
}

MAY_BE_ABSENT = {
    "deleted",
    "d1/d2/last",
    "d1/d2",
    "was-file",
    "new/deep/file",
    "was-file/below",
    "x1/x2/x3/lonely",
}


def prepared(can_exchange):
    """Return a root with the old files, durable."""
    root = Root(can_exchange=can_exchange)
    for path, data in OLD.items():
        root.user.write(path, data)
    root.user.sync()
    return root


def fail_at(root, number):
    """Let the power fail before the operation of this number, and let nothing happen after it."""
    done = count()

    def before(_operation, _path):
        if next(done) >= number:
            raise PowerFailure

    root.faults.before = before


def attempt(root, wanted=WANTED):
    """Publish; return the outcomes, None where the power failed before, and whether all came to its end."""
    outcomes = None
    try:
        with root.publisher.begin("0" * 32) as staging:
            publications = [root.stage(staging, *one) for one in wanted]
            outcomes = root.publisher.publish(staging, publications)
    except PowerFailure:
        return outcomes, False
    return outcomes, True


def recovered(root, can_exchange, seed):
    """Switch the power on again and start the service."""
    root.disk.crash(random.Random(seed))
    again = Root(can_exchange=can_exchange, disk=root.disk)
    assert again.publisher.recover().busy == ()
    return again


def check_whole(root):
    """Every path holds complete old or new content; no old content is lost; nothing is left over."""
    files = root.user.files()
    for path, data in files.items():
        assert data in (OLD.get(path), NEW.get(path)), f"{path} is torn or foreign: {data[:40]!r}"
    missing = (set(OLD) | set(NEW)) - set(files)
    assert missing <= MAY_BE_ABSENT
    trashed = root.trashed()
    for path, data in OLD.items():
        assert data in files.values() or data in trashed, f"old content of {path} is lost"
    for entry in root.publisher.trash.entries():
        assert digest(root.user.read(entry.path)) == entry.content, "the trash lies about a content"
    assert root.leftovers() == []


def check_published(root, outcomes):
    """What was reported as published is there."""
    if outcomes is None:
        return
    assert all(isinstance(outcome, Published) for outcome in outcomes)
    assert root.user.files() == NEW
    for outcome in outcomes:
        status = None if outcome.state.kind is Kind.DELETED else root.files.status(outcome.path)
        if status is not None:
            assert status.mode == outcome.state.mode
        if status is not None and outcome.fingerprint is not None:
            assert status.fingerprint == outcome.fingerprint


def ends(can_exchange):
    """Return how many operations a whole publish takes."""
    root, done = prepared(can_exchange), count()
    root.faults.before = lambda *_: next(done) and None
    _, ended = attempt(root)
    assert ended
    return next(done)


@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "no-exchange"])
@pytest.mark.parametrize("seed", SEEDS)
def test_power_failure_at_any_operation_of_a_publish(can_exchange, seed):
    """After the restart all is whole and what was reported stands; the job done again ends whole, too."""
    for number in range(ends(can_exchange) + 1):
        root = prepared(can_exchange)
        fail_at(root, number)
        outcomes, _ = attempt(root)
        again = recovered(root, can_exchange, seed * 1000 + number)
        check_whole(again)
        check_published(again, outcomes)
        redone, ended = attempt(again)
        assert ended and len(redone) == len(WANTED)
        check_whole(recovered(again, can_exchange, seed))


@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "no-exchange"])
def test_at_every_instant_of_a_publish_paths_are_whole(can_exchange):
    """A reader finds complete old or complete new content, and never a gap where a file is replaced (I2)."""
    root = prepared(can_exchange)
    looks = count()

    def before(_operation, _path):
        next(looks)
        files = root.user.files()
        assert {"replaced", "sub/replaced.tls", "retimed", "untouched"} <= set(files)
        for path, data in files.items():
            assert data in (OLD.get(path), NEW.get(path))

    root.faults.before = before
    attempt(root)
    assert next(looks) > len(WANTED)


@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "no-exchange"])
@pytest.mark.parametrize("seed", SEEDS)
def test_power_failure_during_recovery(can_exchange, seed):
    """Recovery itself may be cut off anywhere and done again."""
    source = random.Random(seed)
    total = ends(can_exchange)
    for _ in range(60):
        root = prepared(can_exchange)
        fail_at(root, source.randrange(total))
        outcomes, _ = attempt(root)
        root.disk.crash(source)
        again = Root(can_exchange=can_exchange, disk=root.disk)
        fail_at(again, source.randrange(120))
        with contextlib.suppress(PowerFailure):
            again.publisher.recover()
        last = recovered(again, can_exchange, source.randrange(1 << 30))
        check_whole(last)
        check_published(last, outcomes)


@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "no-exchange"])
def test_process_killed_and_redone_before_the_power_fails(can_exchange):
    """What a killed worker left unsynced is made durable by the one that does the job again (I5)."""
    for number in range(ends(can_exchange)):
        root = prepared(can_exchange)
        fail_at(root, number)
        attempt(root)
        root.files.close()
        second = Root(can_exchange=can_exchange, disk=root.disk)
        second.publisher.recover()
        outcomes, ended = attempt(second)
        assert ended
        last = recovered(second, can_exchange, number)
        check_whole(last)
        for outcome in outcomes:
            if isinstance(outcome, Published) and outcome.path in NEW:
                assert last.user.files()[outcome.path] == NEW[outcome.path]


@pytest.mark.parametrize("seed", range(12))
def test_power_failure_around_an_edit(seed):
    """What a person wrote and synced meanwhile is in the tree afterwards, never in the trash alone."""
    source = random.Random(seed)
    wanted = WANTED[:1] + WANTED[5:6]
    for _ in range(60):
        root = prepared(can_exchange=True)
        edits = {}
        edit_at, fail_after = source.randrange(70), source.randrange(40)
        done = count()

        def before(_operation, _path, root=root, edits=edits, done=done, at=edit_at, until=fail_after):
            number = next(done)
            if number == at:
                edit(root, source, edits)
            if number >= at + until:
                raise PowerFailure

        root.faults.before = before
        with contextlib.suppress(StorageError):
            attempt(root, wanted)
        again = recovered(root, True, source.randrange(1 << 30))
        found = again.user.files()
        for path, data in edits.items():
            assert data in found.values(), f"the edit of {path} is lost"
        assert again.leftovers() == []


def edit(root, source, edits):
    """Let the person write to a path of the group, in one of several ways, and sync it."""
    path = source.choice(("replaced", "deleted"))
    data = text(f"edit-{source.randrange(1000)}")
    getattr(root.user, source.choice(("write", "save")))(path, data)
    person = MemoryFiles(root.disk)
    person.sync_file(path)
    person.sync_directory("")
    edits[path] = data
