"""The suite for every implementation of `Root`. A test class inherits it and gives a `bench` fixture."""

from collections.abc import Callable
from typing import Protocol

import pytest
from blake3 import blake3

from shared.model.entry import Kind
from shared.roots.errors import ChangedError, MissingError, StorageError
from shared.roots.port import Outcome, Put, Refusal, Remove, Root

LARGE = bytes(range(256)) * 12_289
"""3 MiB and some: several chunks of every implementation."""


class Bench(Protocol):
    """A root under test, and somebody beside it who knows no port."""

    @property
    def root(self) -> Root:
        """The implementation."""

    def person_writes(self, path: str, data: bytes) -> None:
        """Replace or make a file by other means."""

    def full(self) -> None:
        """Let no more bytes be taken."""


def put(path: str, data: bytes, *, prior: str | None = None, content: str | None = None) -> Put:
    """Return a publication of bytes, in two chunks."""
    middle = len(data) // 2
    return Put(
        path=path,
        read=lambda: (data[:middle], data[middle:]),
        size_max=len(data),
        prior=prior,
        content=content,
        mtime_ns=1_700_000_000_000_000_000,
    )


def only(outcomes: "list[Outcome]") -> Outcome:
    """Return the one outcome."""
    (outcome,) = outcomes
    return outcome


def placed(root: Root, path: str, data: bytes) -> str:
    """Put a new file; return its version."""
    outcome = only(list(root.publish([put(path, data)])))
    assert outcome.refusal is None, outcome
    return outcome.version


def bytes_of(root: Root, path: str) -> bytes:
    """Return all bytes of a file."""
    return b"".join(root.read(path))


class RootConformance:
    """The suite."""

    @pytest.mark.parametrize("data", [b"", b"x", LARGE], ids=["empty", "one byte", "large"])
    def test_bytes_come_back_as_they_were_put(self, bench: Bench, data: bytes) -> None:
        """A put file is there whole, with its hash, and is told of as it is."""
        outcome = only(list(bench.root.publish([put("d/e/f.bsp", data)])))
        stat = bench.root.stat("d/e/f.bsp")
        assert bytes_of(bench.root, "d/e/f.bsp") == data
        assert (stat.kind, stat.size, stat.version) == (Kind.FILE, len(data), outcome.version)
        assert outcome.content == blake3(data).hexdigest()

    @pytest.mark.parametrize(("start", "size"), [(0, 4), (3, 5), (2_000_000, 1_500_000), (5, None), (0, 0)])
    def test_ranges_are_exact(self, bench: Bench, start: int, size: int | None) -> None:
        """A range gives these bytes and no others, over the limits of chunks too."""
        placed(bench.root, "f", LARGE)
        end = None if size is None else start + size
        assert b"".join(bench.root.read("f", start=start, size=size)) == LARGE[start:end]

    def test_listing_is_whole_and_in_the_order_of_paths(self, bench: Bench) -> None:
        """Directories come with all that is below them, names that surround a slash in their places."""
        paths = ["a", "a.b", "a0", "d/e/f", "d/g", "d.x", "é", "z"]
        for path in paths:
            placed(bench.root, path, path.encode())
        listed = [stat.path for stat in bench.root.list() if stat.kind is Kind.FILE]
        assert listed == sorted(paths, key=lambda path: path.encode())
        assert [stat.path for stat in bench.root.list("d") if stat.kind is Kind.FILE] == ["d/e/f", "d/g"]

    def test_what_is_not_there_is_missing(self, bench: Bench) -> None:
        """Neither its facts nor its bytes can be had."""
        with pytest.raises(MissingError):
            bench.root.stat("nothing")
        with pytest.raises(MissingError):
            bytes_of(bench.root, "nothing")

    def test_a_version_stands_for_its_bytes(self, bench: Bench) -> None:
        """It stays while nobody writes, and is another one after anybody did."""
        version = placed(bench.root, "f", b"one")
        assert bench.root.stat("f").version == version
        assert b"".join(bench.root.read("f", version=version)) == b"one"
        bench.person_writes("f", b"two!")
        assert bench.root.stat("f").version != version
        with pytest.raises(ChangedError):
            b"".join(bench.root.read("f", version=version))

    def test_a_file_is_replaced_where_the_prior_stands(self, bench: Bench) -> None:
        """The version that was seen is the ticket for the next one."""
        version = placed(bench.root, "f", b"one")
        outcome = only(list(bench.root.publish([put("f", b"two", prior=version)])))
        assert outcome.refusal is None
        assert bytes_of(bench.root, "f") == b"two"

    @pytest.mark.parametrize("act", [lambda seen: put("f", b"mine", prior=seen), lambda _: put("f", b"x")])
    def test_what_somebody_else_wrote_is_never_replaced(
        self, bench: Bench, act: Callable[[str], Put]
    ) -> None:
        """Neither an older version nor the claim of a free path is a ticket."""
        version = placed(bench.root, "f", b"one")
        bench.person_writes("f", b"theirs")
        assert only(list(bench.root.publish([act(version)]))).refusal is Refusal.CHANGED
        assert bytes_of(bench.root, "f") == b"theirs"

    def test_a_file_is_removed_where_the_prior_stands(self, bench: Bench) -> None:
        """A removal needs a ticket, too."""
        version = placed(bench.root, "f", b"one")
        assert only(list(bench.root.publish([Remove(path="f", prior="another")]))).refusal is Refusal.CHANGED
        assert only(list(bench.root.publish([Remove(path="f", prior=version)]))).refusal is None
        with pytest.raises(MissingError):
            bench.root.stat("f")
        assert only(list(bench.root.publish([Remove(path="f", prior=version)]))).refusal is Refusal.CHANGED

    def test_bytes_that_are_not_those_announced_are_never_seen(self, bench: Bench) -> None:
        """Wrong content and too many bytes are refused, and leave the path as it was."""
        wrong = put("f", b"data", content=blake3(b"other").hexdigest())
        long = Put(path="g", read=lambda: (b"12345", b"6"), size_max=5)
        outcomes = bench.root.publish([wrong, long])
        assert [outcome.refusal for outcome in outcomes] == [Refusal.CORRUPT, Refusal.CORRUPT]
        assert list(bench.root.list()) == []

    def test_one_refusal_stops_no_other(self, bench: Bench) -> None:
        """A group has one outcome for each, in its order."""
        placed(bench.root, "taken", b"x")
        group = [put("one", b"1"), put("taken", b"2"), put("three", b"3")]
        outcomes = bench.root.publish(group)
        assert [outcome.path for outcome in outcomes] == ["one", "taken", "three"]
        assert [outcome.refusal for outcome in outcomes] == [None, Refusal.CHANGED, None]

    @pytest.mark.parametrize("path", ["../out", "/etc/passwd", "a/../b", "", ".spicerack/x", ".SpiceRack/x"])
    def test_no_path_leaves_the_root_or_reaches_its_control_directory(self, bench: Bench, path: str) -> None:
        """Such a path is refused by name, whatever is asked (I7)."""
        assert only(list(bench.root.publish([put(path, b"x")]))).refusal is Refusal.FAILED
        assert list(bench.root.list()) == []

    def test_a_store_that_is_full_says_so_and_keeps_what_it_had(self, bench: Bench) -> None:
        """The refusal names the room; the old bytes stay."""
        version = placed(bench.root, "f", b"one")
        bench.full()
        outcome = only(list(bench.root.publish([put("f", LARGE, prior=version)])))
        assert outcome.refusal is Refusal.NO_SPACE
        assert bytes_of(bench.root, "f") == b"one"

    def test_a_reader_that_fails_leaves_nothing(self, bench: Bench) -> None:
        """Bytes that stop coming are the caller's error, and nothing is seen of them."""

        def broken() -> "list[bytes]":
            raise StorageError("the source went away")

        outcome = only(list(bench.root.publish([Put(path="f", read=broken, size_max=10)])))
        assert outcome.refusal is Refusal.FAILED
        assert list(bench.root.list()) == []

    def test_a_sweep_keeps_what_was_published(self, bench: Bench) -> None:
        """It is called at every start."""
        placed(bench.root, "f", b"one")
        bench.root.sweep()
        bench.root.sweep()
        assert bytes_of(bench.root, "f") == b"one"

    def test_weaknesses_are_words_for_people(self, bench: Bench) -> None:
        """Each missing promise is a line."""
        strengths = bench.root.strengths
        promises = (
            strengths.compares,
            strengths.keeps_times,
            strengths.keeps_modes,
            strengths.keeps_directories,
            strengths.tells_quick_changes,
        )
        assert len(strengths.weaknesses()) == promises.count(False)
