"""From inotify events to dirty directories."""

from hypothesis import given
from hypothesis import strategies as st

from services.manager.watch import inotify_events as inotify
from services.manager.watch.inotify_events import Gathered, WatchTable


def table(*paths: str) -> WatchTable:
    """Watch the root as 1, and these directories as 2 and following."""
    made = WatchTable()
    for number, path in enumerate(("", *paths), start=1):
        made.add(number, path)
    return made


def gather(watched: WatchTable, *events: tuple[int | None, int, str | None], most: int = 100) -> Gathered:
    """Take events in."""
    gathered = Gathered(directories_max=most)
    for descriptor, mask, name in events:
        gathered.note(watched, descriptor=descriptor, mask=mask, name=name)
    return gathered


def test_whatever_happens_to_an_entry_makes_its_directory_dirty() -> None:
    """Created, written, moved, deleted, or another mode."""
    masks = (
        inotify.CREATE,
        inotify.CLOSE_WRITE,
        inotify.MOVED_FROM,
        inotify.MOVED_TO,
        inotify.DELETE,
        inotify.ATTRIB,
    )
    for mask in masks:
        assert gather(table("spk"), (2, mask, "a.bsp")).dirty == {"spk"}


def test_an_overflow_of_the_queue_is_a_loss() -> None:
    """It comes without a watch, and means that everything may have changed."""
    gathered = gather(table(), (None, inotify.Q_OVERFLOW, None))
    assert "overflowed" in gathered.lost
    assert gathered.anything


def test_a_lost_root_is_a_loss() -> None:
    """Moved, removed or unmounted."""
    for mask in (inotify.DELETE_SELF, inotify.MOVE_SELF, inotify.IGNORED, inotify.UNMOUNT):
        assert "the root" in gather(table(), (1, mask, None)).lost


def test_an_unmounted_directory_is_a_loss() -> None:
    """What was mounted there may have been all of the collection."""
    assert "spk was unmounted" in gather(table("spk"), (2, inotify.UNMOUNT, None)).lost


def test_a_removed_directory_is_forgotten() -> None:
    """Its watch has ended; its parent is told of by another event."""
    watched = table("spk")
    assert not gather(watched, (2, inotify.IGNORED, None)).anything
    assert "spk" not in watched
    assert watched.path(2) is None


def test_directories_that_appear_and_disappear_are_noted() -> None:
    """They must be watched, or their watches are wrong now."""
    isdir = inotify.ISDIR
    gathered = gather(
        table("a"),
        (1, inotify.CREATE | isdir, "n"),
        (2, inotify.MOVED_FROM | isdir, "o"),
        (1, inotify.CREATE, "file"),
    )
    assert (gathered.appeared, gathered.disappeared, gathered.dirty) == ({"n"}, {"a/o"}, {"", "a"})


def test_a_directory_that_may_be_read_again_is_watched() -> None:
    """A mode changed: only a directory without a watch is worth another try."""
    changed = inotify.ATTRIB | inotify.ISDIR
    assert gather(table("spk"), (1, changed, "spk"), (1, changed, "denied")).appeared == {"denied"}


def test_the_control_directory_is_ignored() -> None:
    """Our own doings at the top are no news; the same name elsewhere is."""
    made = inotify.CREATE | inotify.ISDIR
    assert not gather(table("spk"), (1, made, ".spicerack")).anything
    assert gather(table("spk"), (2, made, ".spicerack")).dirty == {"spk"}


def test_a_name_that_is_no_utf8_makes_its_directory_dirty_and_is_not_watched() -> None:
    """The scan reports it."""
    gathered = gather(table(), (1, inotify.CREATE | inotify.ISDIR, "bad\udcff"))
    assert (gathered.dirty, gathered.appeared) == ({""}, set())


def test_an_event_of_an_unknown_watch_is_dropped() -> None:
    """Its directory was moved away meanwhile, which was told of."""
    assert not gather(table(), (9, inotify.CREATE, "x"), (None, inotify.CREATE, "x")).anything


def test_too_many_directories_are_a_loss() -> None:
    """Memory is bounded: over the bound it is the whole root."""
    watched = table(*(f"d{number}" for number in range(11)))
    events = [(number, inotify.CREATE, "f") for number in range(2, 13)]
    assert gather(watched, *events[:10], most=10).lost == ""
    assert "over 10" in gather(watched, *events, most=10).lost


def test_a_moved_directory_keeps_its_watch_under_its_new_name() -> None:
    """The kernel knows directories by inode: the same descriptor comes back for the new path."""
    watched = table("a")
    watched.add(2, "b")
    assert (watched.path(2), "a" in watched, "b" in watched, len(watched)) == ("b", False, True, 2)


def test_a_replaced_directory_leaves_no_stale_watch() -> None:
    """A new descriptor for a known path ends the old one."""
    watched = table("a")
    watched.add(7, "a")
    assert (watched.path(2), watched.path(7), len(watched)) == (None, "a", 2)


@given(st.sets(st.lists(st.sampled_from("ab-0"), min_size=1, max_size=3).map("/".join)), st.data())
def test_what_is_below_is_found(paths: set[str], data: st.DataObject) -> None:
    """Only the directories themselves and what is really below them."""
    watched = table(*sorted(paths))
    chosen = data.draw(st.sets(st.sampled_from(sorted(paths)), max_size=2)) if paths else set()
    below = {watched.path(number) for number in watched.below(chosen)}
    assert below == {path for path in paths for top in chosen if path == top or path.startswith(f"{top}/")}


def test_files_that_were_closed_or_renamed_into_place_are_named() -> None:
    """Neither directories, nor what was only made or touched; of many, some."""
    isdir = inotify.ISDIR
    events = [
        (2, inotify.CREATE, "made"),
        (2, inotify.CLOSE_WRITE, "saved"),
        (1, inotify.MOVED_TO, "moved"),
        (1, inotify.MOVED_TO | isdir, "directory"),
        (2, inotify.ATTRIB, "touched"),
    ]
    assert gather(table("spk"), *events).closed == {"spk/saved", "moved"}
    many = [(2, inotify.CLOSE_WRITE, str(number)) for number in range(2 * inotify.CLOSED_MAX)]
    assert len(gather(table("spk"), *many).closed) == inotify.CLOSED_MAX
