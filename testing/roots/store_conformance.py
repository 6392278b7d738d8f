"""The suite for every store that a site's files can lie at, beside that of all roots."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

import pytest

from shared.model.entry import DELETED, Kind
from shared.roots.errors import MissingError, OccupiedError
from shared.roots.port import Put
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import FileType, Listed
from shared.roots.posix.publish.publication import Publication
from shared.roots.posix.publish.publish import Published, Publisher
from shared.roots.posix.publish.staging import Staging
from shared.roots.stored.files import StoredFiles
from shared.roots.stored.store import Store
from testing.disk.files import MemoryDisk, MemoryFiles
from testing.disk.root import ABSENT, PACK, clock, file_state, held
from testing.roots.conformance import bytes_of, only, placed

LONG_AGO, LATER = datetime(2001, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class StoreBench(Protocol):
    """A store under test, and a person who uses it in another way."""

    @property
    def root(self) -> Store:
        """The implementation."""

    def person_writes(self, path: str, data: bytes) -> None:
        """Write a file at the store, directories above it not included."""


class StoreConformance:
    """The suite."""

    def test_one_directory_is_listed_by_itself(self, bench: StoreBench) -> None:
        """With its directories, and without what is below them."""
        for path in ("a/f", "a/b/g", "a.x", "z"):
            placed(bench.root, path, path.encode())
        names = {stat.path: stat.kind for stat in bench.root.names("a")}
        assert names == {"a/f": Kind.FILE, "a/b": Kind.DIRECTORY}
        assert {stat.path for stat in bench.root.names("")} == {"a", "a.x", "z"}

    def test_the_mark_is_the_last_one_written_and_in_no_listing(self, bench: StoreBench) -> None:
        """It tells whose the place is."""
        assert bench.root.read_mark() is None
        bench.root.write_mark(b"one")
        bench.root.write_mark(b"two")
        assert bench.root.read_mark() == b"two"
        assert list(bench.root.names("")) == []
        bench.root.sweep()
        assert bench.root.read_mark() == b"two"

    def test_a_sweep_of_what_is_old_leaves_the_uploads_of_others(self, bench: StoreBench) -> None:
        """A publish that goes on meanwhile ends well; what is swept is gone once its time has come."""

        def slowly() -> Iterator[bytes]:
            yield b"mi"
            bench.root.sweep_old(LONG_AGO)
            yield b"ne"

        outcome = only(list(bench.root.publish([Put(path="f", read=slowly, size_max=4)])))
        assert outcome.refusal is None, outcome
        bench.root.sweep_old(LATER)
        assert bytes_of(bench.root, "f") == b"mine"

    def test_directories_are_made_and_removed_where_there_are_any(self, bench: StoreBench) -> None:
        """One at a time, and never with what is in them."""
        if not bench.root.strengths.keeps_directories:
            bench.root.make_directory("d")
            bench.root.remove_directory("d")
            return
        bench.root.make_directory("d")
        with pytest.raises(OccupiedError):
            bench.root.make_directory("d")
        placed(bench.root, "d/f", b"x")
        with pytest.raises(OccupiedError):
            bench.root.remove_directory("d")
        bench.root.make_directory("d/e")
        bench.root.remove_directory("d/e")
        with pytest.raises(MissingError):
            bench.root.remove_directory("d/e")
        with pytest.raises(MissingError):
            bench.root.names("d/e")

    def test_a_site_publishes_there_and_sees_what_it_published(self, bench: StoreBench) -> None:
        """A new file, its replacement and its deletion: with their fingerprints, and through the trash."""
        disk = MemoryDisk()
        files = StoredFiles(bench.root, MemoryFiles(disk))
        make_control(files)
        publisher = Publisher(files, now=clock())

        def publish(data: bytes | None, prior: bytes | None) -> Published:
            with publisher.begin(PACK) as staging:
                (done,) = publisher.publish(staging, [_staged(staging, data, prior)])
            assert isinstance(done, Published), done
            return done

        assert publish(b"first", None).fingerprint == files.status("d/f").fingerprint
        replaced = publish(b"second!", b"first")
        (listed,) = files.statuses("d")
        assert listed == (Listed("f", FileType.FILE), files.status("d/f"))
        assert replaced.fingerprint == files.status("d/f").fingerprint
        publish(None, b"second!")
        assert list(files.list("d")) == []
        kept = [one.content for one in publisher.trash.entries()]
        assert kept == [held(b"first").content, held(b"second!").content]


def _staged(staging: Staging, data: bytes | None, prior: bytes | None) -> Publication:
    """Return a publication of these bytes at one path, or its deletion."""
    before = ABSENT if prior is None else held(prior)
    if data is None:
        return Publication(path="d/f", state=DELETED, prior=before)
    with staging.create(file_state(data)) as file:
        file.write(data)
        file.seal()
    return Publication(path="d/f", state=file.state, prior=before, staged=file.path)
