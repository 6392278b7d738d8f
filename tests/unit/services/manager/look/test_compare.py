"""The comparison of a scan with the index."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.manager.look.compare import KnownTable, Look, compare
from services.manager.look.directory.scan import Listing, ScanItem, Scope
from services.manager.look.problems import Unreadable
from shared.model.entry import Kind
from shared.model.paths import parent
from shared.roots.posix.files.port import MissingError
from tests.unit.services.manager.directory_look import Desk, file_seen, known_of, paths

NAMES = st.sampled_from(["a", "b", "c", "a-b", "a0", "A", "é"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), PATHS, PATHS),
        st.tuples(st.just("delete"), PATHS, PATHS),
        st.tuples(st.just("rename"), PATHS, PATHS),
        st.tuples(st.just("chmod"), PATHS, PATHS),
        st.tuples(st.just("mkdir"), PATHS, PATHS),
        st.tuples(st.just("other"), PATHS, PATHS),
    ),
    max_size=12,
)
EDIT = tuple[str, str, str]


def edit(desk: Desk, edits: list[EDIT]) -> set[str]:
    """Do what can be done of these; return the directories where something may have changed."""
    touched: set[str] = set()
    for verb, path, other in edits:
        _do(desk, verb, path, other)
        touched |= _directories(desk, other if verb == "rename" else path)
        for name in (path, other) if verb == "rename" else (path,):
            while name:
                name = parent(name)  # noqa: PLW2901
                touched.add(name)
    return touched


def _directories(desk: Desk, path: str) -> set[str]:
    """Name the directory and all below, as watchers do for one that appeared."""
    if _kind(desk, path) != "directory":
        return set()
    return {path}.union(*(_directories(desk, f"{path}/{entry.name}") for entry in desk.files.list(path)))


def _do(desk: Desk, verb: str, path: str, other: str) -> None:
    if _through_a_file(desk, path) or (verb == "rename" and _through_a_file(desk, other)):
        return
    standing = _kind(desk, path)
    if verb == "write" and standing in (None, "file"):
        desk.user.write(path, path.encode())
    elif verb == "delete" and standing is not None:
        desk.user.delete(path)
    elif verb == "rename" and standing is not None and not f"{other}/".startswith(f"{path}/"):
        if _kind(desk, other) is None:
            desk.user.rename(path, other)
    elif verb == "chmod" and standing in ("file", "directory"):
        desk.user.chmod(path, 0o600 if len(path) % 4 == 1 else 0o700)
    elif verb == "mkdir" and standing is None:
        desk.user.make_directory(path)
    elif verb == "other" and standing is None:
        desk.user.make_other(path)


def _kind(desk: Desk, path: str) -> str | None:
    try:
        return desk.files.status(path).type.value
    except MissingError:
        return None


def _through_a_file(desk: Desk, path: str) -> bool:
    above = parent(path)
    return bool(above) and (_kind(desk, above) in ("file", "other") or _through_a_file(desk, above))


def assert_settled(desk: Desk) -> None:
    """Nothing is left to be found."""
    look = desk.look()
    assert (look.changed, look.gone) == ((), ())


@given(EDITS, EDITS)
def test_what_a_look_finds_is_the_difference(first: list[EDIT], second: list[EDIT]) -> None:
    """An index that follows a look holds exactly what the directory holds."""
    desk = Desk()
    edit(desk, first)
    desk.follow()
    edit(desk, second)
    desk.follow()
    assert {known.path for known in desk.index.values() if known.kind is Kind.FILE} >= set(desk.user.files())
    assert_settled(desk)


@given(EDITS, EDITS)
def test_looks_at_dirty_directories_find_what_a_whole_look_finds(
    first: list[EDIT], second: list[EDIT]
) -> None:
    """Looking only where something happened misses nothing."""
    desk = Desk()
    edit(desk, first)
    desk.follow()
    dirty = edit(desk, second)
    desk.follow(Scope(frozenset(dirty)))
    assert_settled(desk)


@given(EDITS, EDITS, st.sets(PATHS, min_size=1, max_size=3), st.sampled_from(["list", "status"]))
def test_nothing_at_or_below_what_cannot_be_read_is_gone(
    first: list[EDIT], second: list[EDIT], denied: set[str], operation: str
) -> None:
    """Whatever a person did, an unreadable directory or entry is no evidence of a deletion (I3)."""
    desk = Desk()
    edit(desk, first)
    desk.follow()
    edit(desk, second)
    # What is known to be a file now holds nothing, and is never listed.
    seen = ("directory",) if operation == "list" else ("file", "directory", "other")
    standing = {path for path in denied if _kind(desk, path) in seen}
    desk.deny(*denied, operations=(operation,))
    gone = paths(desk.look().gone)
    for path in standing:
        assert not [name for name in gone if name.startswith(f"{path}/")]
        assert path not in gone


@given(EDITS)
def test_an_unreadable_root_takes_nothing_away(first: list[EDIT]) -> None:
    """A root that cannot be read is not an empty one (I3)."""
    desk = Desk()
    edit(desk, first)
    desk.follow()
    desk.deny("")
    look = desk.look()
    assert (look.gone, look.complete, look.root_listed) == ((), False, False)


@given(EDITS, EDITS, st.integers(min_value=0, max_value=3))
def test_bounded_looks_arrive_where_an_unbounded_one_does(
    first: list[EDIT], second: list[EDIT], most: int
) -> None:
    """With a bound it takes several looks, and deletions come last."""
    desk = Desk()
    edit(desk, first)
    desk.follow()
    edit(desk, second)
    for _ in range(100):
        look = desk.follow(changed_max=most + 1)
        assert not (look.postponed and look.gone)
        if not look.postponed:
            break
    assert_settled(desk)


@pytest.fixture
def desk() -> Desk:
    """Return a followed directory."""
    desk = Desk()
    for path in ("spk/a.bsp", "spk/deep/b.bsp", "lsk/c.tls"):
        desk.user.write(path, b"x")
    desk.follow()
    return desk


def test_a_deleted_directory_takes_all_below_with_it(desk: Desk) -> None:
    """Everything that was known below a directory that went is gone."""
    desk.user.delete("spk")
    assert paths(desk.look(Scope(frozenset({""}))).gone) == ["spk", "spk/a.bsp", "spk/deep", "spk/deep/b.bsp"]


def test_a_directory_that_became_a_file_takes_what_was_below_with_it(desk: Desk) -> None:
    """The file is a change, and what was below the directory is gone."""
    desk.user.delete("spk")
    desk.user.write("spk", b"now a file")
    look = desk.look()
    assert paths(look.gone) == ["spk/a.bsp", "spk/deep", "spk/deep/b.bsp"]
    assert paths(look.changed) == ["spk"]


def test_a_file_that_became_a_link_is_a_problem_and_not_gone(desk: Desk) -> None:
    """Something stands at the path; only a person can say what was meant."""
    desk.user.delete("spk/a.bsp")
    desk.user.make_other("spk/a.bsp")
    look = desk.look()
    assert look.gone == ()
    assert [problem.path for problem in look.problems] == ["spk/a.bsp"]


def test_a_directory_that_became_a_link_takes_nothing_away(desk: Desk) -> None:
    """What was below a directory that is a link now is unknown, which is not gone (I3)."""
    desk.user.delete("spk")
    desk.user.make_other("spk")
    assert desk.look().gone == ()


def test_an_entry_that_vanished_during_the_scan_is_left_to_the_next_look(desk: Desk) -> None:
    """Listed but not there a moment later is no evidence yet."""

    def before(operation: str, path: str) -> None:
        if operation == "status" and path.startswith("spk/"):
            raise MissingError(path)

    desk.files.faults.before = before
    assert desk.look().gone == ()


def test_rewritten_with_the_same_size_is_changed(desk: Desk) -> None:
    """The fingerprint holds more than the size."""
    desk.user.write("spk/a.bsp", b"y")
    assert paths(desk.look().changed) == ["spk/a.bsp"]


def test_a_mode_alone_is_a_change_of_files_and_directories(desk: Desk) -> None:
    """Permission bits travel."""
    desk.user.chmod("spk", 0o700)
    desk.user.chmod("lsk/c.tls", 0o600)
    assert paths(desk.look().changed) == ["lsk/c.tls", "spk"]


def test_a_scan_that_breaks_off_is_no_look(desk: Desk) -> None:
    """An unexpected exception is passed on instead of a result."""

    def broken() -> Iterator[ScanItem]:
        yield Listing("")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        compare(broken(), KnownTable(desk.index.values()))


def test_a_look_at_no_items_finds_nothing_gone(desk: Desk) -> None:
    """No listing, no evidence."""
    assert compare([Unreadable("", "broken")], KnownTable(desk.index.values())).gone == ()
    assert compare([], KnownTable(desk.index.values())) == Look()


def test_a_hundred_thousand_paths_are_compared() -> None:
    """Everything unchanged but one new, one gone; counts say so."""
    listings = [
        Listing(f"d{number:03}", tuple(file_seen(f"d{number:03}/f{name:04}") for name in range(1000)))
        for number in range(100)
    ]
    known = [known_of(seen) for listing in listings for seen in listing.seen]
    known[0] = known_of(file_seen("d000/gone"))
    look = compare(listings, KnownTable(known))
    assert (paths(look.changed), paths(look.gone), look.unchanged) == (["d000/f0000"], ["d000/gone"], 99_999)


@given(st.sets(PATHS), PATHS)
def test_the_table_finds_children_and_all_below(names: set[str], directory: str) -> None:
    """Neighbours that share a prefix ('a-b', 'a0') are not below 'a'."""
    table = KnownTable(known_of(file_seen(name)) for name in names)
    assert paths(table.below(directory)) == sorted(n for n in names if n.startswith(f"{directory}/"))
    assert paths(table.children(directory)) == sorted(n for n in names if parent(n) == directory)
    assert paths(table.below("")) == sorted(names)
