"""Publishing: every kind of state over every kind of prior, with people editing at bad moments."""

import pytest

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import DELETED, Kind
from shared.roots.errors import CorruptError
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import DeniedError, InputOutputError, NoSpaceError, OccupiedError
from shared.roots.posix.publish.publish import NotPublished, Published
from testing.disk.disk import MemoryDisk, numbers_by_path
from testing.disk.root import (
    A_DIRECTORY,
    ABSENT,
    MTIME,
    PACK,
    Root,
    directory_state,
    file_state,
    held,
)


@pytest.fixture(params=[True, False], ids=["exchange", "no-exchange"])
def root(request):
    """A root on a file system with, and one without, atomic exchange."""
    return Root(can_exchange=request.param)


@pytest.fixture
def swapping():
    """A root on a file system with atomic exchange."""
    return Root()


def reasons(outcomes):
    """Return why each was not published, None where it was."""
    return [outcome.reason if isinstance(outcome, NotPublished) else None for outcome in outcomes]


def test_new_file_is_published_with_directories_above_it(root):
    """A file arrives with its bytes, time, mode and the fingerprint that stat gives afterwards."""
    (outcome,) = root.publish(("spk/sub/a.bsp", b"new", ABSENT))
    assert outcome == Published(
        path="spk/sub/a.bsp",
        state=file_state(b"new"),
        fingerprint=root.files.status("spk/sub/a.bsp").fingerprint,
    )
    assert root.user.files() == {"spk/sub/a.bsp": b"new"}
    assert outcome.fingerprint.mtime_ns == MTIME
    assert root.leftovers() == []


def test_replaced_content_goes_to_the_trash(root):
    """The later content stands there, the earlier one can be found by its hash."""
    root.user.write("f", b"old")
    (outcome,) = root.publish(("f", b"new", held(b"old")))
    assert isinstance(outcome, Published)
    assert outcome.fingerprint == root.files.status("f").fingerprint
    assert root.user.files() == {"f": b"new"}
    found = root.publisher.trash.find(held(b"old").content)
    assert found is not None and root.user.read(found) == b"old"


def test_nothing_is_replaced_that_is_not_the_prior(root):
    """An edit since the site looked makes the publish refuse; the edit stays (I1)."""
    root.user.write("f", b"edited")
    assert reasons(root.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"edited"}
    assert (root.trashed(), root.leftovers()) == ([], [])


@pytest.mark.parametrize("prior", [held(b"old"), A_DIRECTORY])
@pytest.mark.parametrize("state", [b"new", directory_state(0o700)])
def test_missing_prior_is_a_change(root, state, prior):
    """What must be replaced but is gone is left to reconcile."""
    assert reasons(root.publish(("f", state, prior))) == [Reason.CHANGED]
    assert root.user.files() == {}


@pytest.mark.parametrize("state", [b"new", directory_state(), DELETED])
def test_something_where_nothing_should_be_is_a_change(root, state):
    """A file, or something that is none, is never published over without being the prior."""
    root.user.write("f", b"a person's")
    root.user.make_other("link")
    assert reasons(root.publish(("f", state, ABSENT), ("link", state, ABSENT))) == [Reason.CHANGED] * 2
    assert root.user.files() == {"f": b"a person's"}


@pytest.mark.parametrize("above", ["f", "link"])
def test_file_or_link_in_place_of_a_parent_is_a_change(root, above):
    """Nothing is made through it (I7)."""
    root.user.write("f", b"")
    root.user.make_other("link")
    assert reasons(root.publish((f"{above}/x/y", b"new", ABSENT))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b""}


def test_repeated_publish_is_published_again(root):
    """A handler may run twice: what stands there already counts, with its metadata adjusted (I5)."""
    root.publish(("d/f", b"new", ABSENT))
    root.user.chmod("d/f", 0o600)
    (outcome,) = root.publish(("d/f", b"new", ABSENT))
    assert outcome == Published(
        path="d/f", state=file_state(b"new"), fingerprint=root.files.status("d/f").fingerprint
    )
    assert (root.trashed(), root.leftovers()) == ([], [])


def test_metadata_alone_is_changed_in_place(root):
    """Same content, another time and mode: no bytes are moved, the inode stays."""
    root.user.write("f", b"same")
    inode = root.files.status("f").fingerprint.inode
    (outcome,) = root.publish(("f", file_state(b"same", mtime_ns=7, mode=0o600), held(b"same")))
    assert outcome.state == file_state(b"same", mtime_ns=7, mode=0o600)
    assert outcome.fingerprint == root.files.status("f").fingerprint
    assert outcome.fingerprint.inode == inode


def test_metadata_of_an_edited_file_is_a_change(root):
    """An edit while metadata is set is found by hashing again."""
    root.user.write("f", b"same")
    root.once("set_metadata", lambda: root.user.write("f", b"diff"))
    assert reasons(root.publish(("f", file_state(b"same", mode=0o600), held(b"same")))) == [Reason.CHANGED]


def test_metadata_that_may_not_be_set_is_recorded_as_it_came_back(root):
    """Another user's file with the right content is placed."""
    root.user.write("f", b"same")

    def deny(operation, _path):
        if operation == "set_metadata":
            raise DeniedError("not yours")

    root.faults.before = deny
    (outcome,) = root.publish(("f", file_state(b"same", mode=0o600), held(b"same")))
    assert outcome.state.mode == 0o644


def test_delete_moves_to_the_trash(root):
    """A deleted file is still in the trash; deleting what is gone is done already."""
    root.user.write("d/f", b"old")
    outcomes = root.publish(
        ("d/f", DELETED, held(b"old")), ("d", DELETED, A_DIRECTORY), ("x/y", DELETED, held(b"x"))
    )
    assert outcomes == [Published(path=path, state=DELETED) for path in ("d/f", "d", "x/y")]
    assert (root.user.files(), root.trashed()) == ({}, [b"old"])


def test_delete_of_an_edited_file_is_a_change(root):
    """Only the prior is deleted."""
    root.user.write("f", b"edited")
    assert reasons(root.publish(("f", DELETED, held(b"old")))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"edited"}


def test_directory_with_something_in_it_is_not_deleted(root):
    """Files that are not in the index are never removed."""
    root.user.write("d/mine", b"mine")
    root.user.write("f", b"")
    outcomes = root.publish(
        ("d", DELETED, A_DIRECTORY), ("f", DELETED, A_DIRECTORY), ("d", b"new", A_DIRECTORY)
    )
    assert reasons(outcomes) == [Reason.CHANGED] * 3
    assert root.user.files() == {"d/mine": b"mine", "f": b""}


def test_directory_is_made_or_gets_its_mode(root):
    """Made with parents where absent, adjusted where present, adopted where a person made it."""
    root.user.make_directory("there")
    outcomes = root.publish(
        ("a/b", directory_state(0o750), ABSENT),
        ("there", directory_state(0o700), ABSENT),
        ("there", directory_state(0o711), A_DIRECTORY),
    )
    assert [outcome.state.mode for outcome in outcomes] == [0o750, 0o700, 0o711]
    assert (root.files.status("a/b").mode, root.files.status("there").mode) == (0o750, 0o711)


def test_file_becomes_a_directory(root):
    """The file goes to the trash; what comes below it follows in order."""
    root.user.write("f", b"old")
    outcomes = root.publish(("f", directory_state(), held(b"old")), ("f/x", b"new", ABSENT))
    assert reasons(outcomes) == [None, None]
    assert (root.user.files(), root.trashed()) == ({"f/x": b"new"}, [b"old"])


def test_directory_becomes_a_file(root):
    """Once it is empty."""
    root.user.write("d/x", b"old")
    outcomes = root.publish(("d/x", DELETED, held(b"old")), ("d", b"new", A_DIRECTORY))
    assert reasons(outcomes) == [None, None]
    assert (root.user.files(), root.trashed()) == ({"d": b"new"}, [b"old"])


def test_content_that_was_not_staged_is_lacking(root):
    """Unless the path holds it already."""
    root.user.write("there", b"x")
    outcomes = root.publish(
        ("f", file_state(b"x"), ABSENT), ("there", file_state(b"x"), ABSENT), ("there", DELETED, held(b"x"))
    )
    assert reasons(outcomes) == [Reason.LACKING, None, None]


def test_control_directory_is_never_published_into(root):
    """Whatever a peer says (I7); nor what names what the site does not publish. The others go on."""
    state = file_state(b"x")
    with root.publisher.begin(PACK) as staging:
        paths = (".spicerack/m", "../x", "/x", ".spicerackignore", ".SpiceRackIgnore/x")
        wanted = [root.stage(staging, path, b"x", ABSENT) for path in (*paths, "a/.spicerackignore")]
        assert {one.state for one in wanted} == {state}
        outcomes = root.publisher.publish(staging, wanted)
    assert reasons(outcomes) == [Reason.FAILED] * len(paths) + [None]


@pytest.mark.parametrize("edit", ["write", "save"])
def test_edit_right_before_the_exchange_is_put_back(swapping, edit):
    """The person's bytes have their name again, and ours are nowhere (I1)."""
    swapping.user.write("f", b"old")
    swapping.once("exchange", lambda: getattr(swapping.user, edit)("f", b"edited"))
    assert reasons(swapping.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert swapping.user.files() == {"f": b"edited"}
    assert (swapping.trashed(), swapping.leftovers()) == ([], [])


def test_edits_before_and_after_the_exchange_are_both_kept(swapping):
    """The later edit keeps the name, the earlier one stands beside it."""
    swapping.user.write("f.bc", b"old")
    swapping.once("exchange", lambda: swapping.user.save("f.bc", b"first"))
    first = swapping.faults.before

    def before(operation, path):
        first(operation, path)
        if operation == "exchange":
            before.count += 1
            if before.count == 2:
                swapping.user.save("f.bc", b"second")

    before.count = 0
    swapping.faults.before = before
    assert reasons(swapping.publish(("f.bc", b"new", held(b"old")))) == [Reason.CHANGED]
    files = swapping.user.files()
    assert files.pop("f.bc") == b"second"
    ((beside, data),) = files.items()
    assert data == b"first" and beside.startswith("f.bc.kept-")


def test_edit_right_after_the_exchange_does_not_match_the_fingerprint(swapping):
    """The report is about what was published, so that the edit is found by comparing."""
    swapping.user.write("f", b"old")
    swapping.once("exchange", lambda: swapping.user.write("f", b"edited"), after=True)
    (outcome,) = swapping.publish(("f", b"new", held(b"old")))
    assert outcome.state == file_state(b"new")
    assert outcome.fingerprint != swapping.files.status("f").fingerprint
    assert swapping.user.files() == {"f": b"edited"}


def test_removal_right_before_the_exchange_is_a_change(swapping):
    """A person's delete stands."""
    swapping.user.write("f", b"old")
    swapping.once("exchange", lambda: swapping.user.delete("f"))
    assert reasons(swapping.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert swapping.user.files() == {}


def test_file_made_right_before_the_move_is_kept(root):
    """Nothing is moved over it."""
    root.once("move", lambda: root.user.write("f", b"mine"))
    assert reasons(root.publish(("f", b"new", ABSENT))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"mine"}


@pytest.mark.parametrize("edit", ["write", "save"])
def test_edit_right_before_a_delete_is_put_back(root, edit):
    """The edit beats the delete."""
    root.user.write("f", b"old")
    root.once("move", lambda: getattr(root.user, edit)("f", b"edited"))
    assert reasons(root.publish(("f", DELETED, held(b"old")))) == [Reason.CHANGED]
    assert (root.user.files(), root.trashed()) == ({"f": b"edited"}, [])


def test_edit_while_a_copy_goes_to_the_trash_is_a_change():
    """Without exchange the file is looked at once more before the rename."""
    root = Root(can_exchange=False)
    root.user.write("f", b"old")
    root.once("copy_from", lambda: root.user.write("f", b"edited"))
    assert reasons(root.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"edited"}


def test_edit_after_a_copy_went_to_the_trash_is_a_change():
    """Without exchange the last look is right before the rename."""
    root = Root(can_exchange=False)
    root.user.write("f", b"old")
    root.once("move", lambda: root.user.write("f", b"edited"))
    assert reasons(root.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"edited"}


def test_file_put_into_a_directory_in_the_last_instant_is_kept(swapping):
    """An emptied directory that fills again is not replaced by a file."""
    swapping.user.make_directory("d")
    swapping.once("exchange", lambda: swapping.user.write("d/mine", b"mine"))
    assert reasons(swapping.publish(("d", b"new", A_DIRECTORY))) == [Reason.CHANGED]
    assert swapping.user.files() == {"d/mine": b"mine"}
    assert swapping.leftovers() == []


def test_one_failure_does_not_stop_the_others(root):
    """Each path has its own outcome, with the file system's word."""

    def fail(operation, path):
        if operation == "open" and path == "b":
            raise InputOutputError("cannot open 'b': Input/output error")

    for path in "abc":
        root.user.write(path, b"old")
    root.faults.before = fail
    outcomes = root.publish(*((path, b"new", held(b"old")) for path in "abc"))
    assert reasons(outcomes) == [None, Reason.FAILED, None]
    assert root.user.files() == {"a": b"new", "b": b"old", "c": b"new"}


def test_full_disk_is_reported_as_such(root):
    """The operator must act, the path is left as it was."""
    root.user.write("f", b"old")

    def fail(operation, path):
        if operation in ("exchange", "replace") and "/staging/" in path:
            raise NoSpaceError("full")

    root.faults.before = fail
    assert reasons(root.publish(("f", b"new", held(b"old")))) == [Reason.NO_SPACE]
    assert root.user.files() == {"f": b"old"}


def test_group_without_a_journal_is_not_begun(root):
    """Without it a crash could not be recovered from: nothing is touched."""
    root.user.write("f", b"old")

    def fail(operation, path):
        if operation == "create" and "/journal/" in path:
            raise NoSpaceError("full")

    root.faults.before = fail
    assert reasons(root.publish(("f", b"new", held(b"old")), ("g", b"new", ABSENT))) == [Reason.NO_SPACE] * 2
    assert (root.user.files(), root.leftovers()) == ({"f": b"old"}, [])


def test_what_cannot_be_synced_is_not_published(root):
    """A report of `placed` means durable (I5)."""

    def fail(operation, path):
        if operation == "sync_directory" and path == "d":
            raise InputOutputError("cannot sync 'd'")

    root.faults.before = fail
    assert reasons(root.publish(("d/f", b"new", ABSENT))) == [Reason.FAILED]


def test_staged_file_that_cannot_be_synced_is_not_published(root):
    """What is not durable does not become visible, and the others are not kept waiting (I2)."""

    def fail(operation, path):
        if operation == "sync_file" and path.endswith("/0"):
            raise InputOutputError("cannot sync")

    root.faults.before = fail
    assert reasons(root.publish(("f", b"new", ABSENT), ("g", b"new", ABSENT))) == [Reason.FAILED, None]
    assert root.user.files() == {"g": b"new"}


def test_staging_on_a_full_disk_leaves_nothing(root):
    """What was half staged is removed, so that the space comes back."""
    root.faults.capacity = root.disk.used_bytes() + 100
    with pytest.raises(NoSpaceError):
        root.publish(("f", b"x" * 101, ABSENT))
    assert root.leftovers() == []


def test_wrong_bytes_are_never_sealed(root):
    """Too long, too short, or another hash: the staged file is removed (I2)."""
    for data in (b"good!", b"goo", b"evil"):
        with root.publisher.begin(PACK) as staging:
            with pytest.raises(CorruptError), staging.create(file_state(b"good")) as file:
                file.write(data)
                file.seal()
            assert root.leftovers() == [f"{staging.folder}/lock"]


def test_what_was_written_here_is_sealed_without_reading_it_again(root):
    """Its hash was made on the way: thousands of small files were each opened once more for it."""
    done = []
    with root.publisher.begin(PACK) as staging, staging.create(file_state(b"good")) as file:
        root.faults.before = lambda operation, path: done.append((operation, path))
        file.write(b"go")
        file.write(b"od")
        file.seal()
    assert ("open", file.path) not in done


def test_what_the_file_system_kept_less_of_is_never_sealed(root):
    """A hash of what was handed over says nothing of a file that is shorter."""
    with root.publisher.begin(PACK) as staging:
        with pytest.raises(CorruptError, match="2 bytes"), staging.create(file_state(b"good")) as file:
            file.write(b"good")
            with root.files.append(file.path, after=2):
                file.seal()
        assert root.leftovers() == [f"{staging.folder}/lock"]


def test_a_pack_is_worked_on_by_one_worker(root):
    """A second worker with the same job is told, and start-up leaves the pack alone."""
    other = Root(disk=root.disk)
    with root.publisher.begin(PACK) as staging:
        one = root.stage(staging, "f", b"new", ABSENT)
        with pytest.raises(OccupiedError):
            other.publisher.begin(PACK).__enter__()
        assert other.publisher.recover().busy == (PACK,)
        assert reasons(root.publisher.publish(staging, [one])) == [None]
    assert other.publisher.recover().busy == ()


def test_one_pack_may_publish_in_several_groups(root):
    """Each group is journalled with the ones before it."""
    root.user.write("f", b"1")
    with root.publisher.begin(PACK) as staging:
        root.publisher.publish(staging, [root.stage(staging, "f", b"2", held(b"1"))])
        root.publisher.publish(staging, [root.stage(staging, "f", DELETED, held(b"2"))])
    assert (root.user.files(), root.trashed(), root.leftovers()) == ({}, [b"1", b"2"], [])


@pytest.mark.parametrize("pack", ["", "..", "../../etc", "A" * 32, "0" * 31])
def test_only_ids_of_packs_name_a_staging_area(root, pack):
    """What a peer sends is no path (I7)."""
    with pytest.raises(ValueError, match="no id of a pack"):
        root.publisher.begin(pack)


def test_kinds_are_all_known():
    """A new kind needs a rule for publishing."""
    assert set(Kind) == {Kind.FILE, Kind.DIRECTORY, Kind.DELETED}


@pytest.mark.parametrize("can_exchange", [True, False])
def test_inode_that_is_numbered_anew_with_its_name_is_still_the_prior(can_exchange):
    """As on mergerfs: what came out is known by its bytes, so that deletes and edits go on."""
    root = Root(can_exchange=can_exchange, disk=MemoryDisk(numbers=numbers_by_path))
    make_control(root.files)
    root.user.write("gone", b"1")
    root.user.write("edited", b"2")
    outcomes = root.publish(("gone", DELETED, held(b"1")), ("edited", b"3", held(b"2")))
    assert all(isinstance(one, Published) for one in outcomes)
    assert root.user.files() == {"edited": b"3"}
    assert sorted(root.trashed()) == [b"1", b"2"]


def test_edit_is_known_where_inodes_are_numbered_anew():
    """Other bytes of the same size and time are no prior: they go back to their name."""
    root = Root(disk=MemoryDisk(numbers=numbers_by_path, clock=lambda: 1))
    make_control(root.files)
    root.user.write("f", b"1")
    root.once("exchange", lambda: root.user.write("f", b"2"))
    (outcome,) = root.publish(("f", b"3", held(b"1")))
    assert isinstance(outcome, NotPublished)
    assert root.user.files() == {"f": b"2"}


def test_deleted_directory_that_holds_what_is_not_shared_is_told(root):
    """A link of a person's stays; the refusal says what is in the way, and that the directory was deleted."""
    root.user.make_directory("old")
    root.user.make_other("old/latest.bc")
    (outcome,) = root.publish(("old", DELETED, A_DIRECTORY))
    assert isinstance(outcome, NotPublished)
    assert outcome.reason is Reason.FAILED
    assert "'old' was deleted elsewhere; here it still holds 'old/latest.bc'" in outcome.detail
    root.user.delete("old/latest.bc")
    root.user.make_other("old/sub/link")
    (outcome,) = root.publish(("old", DELETED, A_DIRECTORY))
    assert isinstance(outcome, NotPublished)
    assert (outcome.reason, "'old/sub/link'" in outcome.detail) == (Reason.FAILED, True)
    root.user.delete("old/sub")
    (outcome,) = root.publish(("old", DELETED, A_DIRECTORY))
    assert isinstance(outcome, Published)


def test_deleted_directory_that_holds_a_new_file_is_left_to_the_next_look(root):
    """The file may be published yet: nobody has to act."""
    root.user.write("old/new.bc", b"new")
    root.user.make_other("old/sub/link")
    (outcome,) = root.publish(("old", DELETED, A_DIRECTORY))
    assert isinstance(outcome, NotPublished)
    assert outcome.reason is Reason.CHANGED
