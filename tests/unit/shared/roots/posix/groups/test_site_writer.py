"""Writing groups into a root: all of a group, or nothing, whatever goes wrong in the middle."""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import count

import pytest

from services.gateway.writing.uploads.sweep import sweep_died
from shared.contracts.messages.transfers.report import Reason
from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.errors import NoSpaceError
from shared.roots.posix.control import GROUPS, make_control
from shared.roots.posix.groups.group import GroupChange, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.groups.site_writer import NotWritten, Writing, recover_groups
from shared.roots.posix.groups.sources import FromControl, FromFile, FromUpload, Source
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles, data_path
from tests.unit.services.gateway.writing.writing_site import (
    NOTHING,
    WritingSite,
    content,
    file_state,
    held,
    now,
)

OLD = {"f": b"old f", "g": b"old g", "kept": b"kept"}
PUTS = {"f": (b"old f", b"new f"), "a/b/n": (None, b"new n")}
DELETES = {"g": b"old g"}
KEPT = f"{CONTROL_DIRECTORY}/kept"
NEW = {"f": b"new f", "a/b/n": b"new n", "kept": b"kept"}


class StoppedError(BaseException):
    """The process ends here."""


def dies_writing(site: WritingSite, writings: Sequence[Writing], *, at: int, power: bool) -> bool:
    """Write groups, and die before one of its operations on the disk; tell whether there was such a one."""
    steps = count()

    def die(_operation: str, _path: str) -> None:
        if next(steps) >= at:
            raise StoppedError

    site.faults.before = die
    try:
        site.writer.write_all(writings)
    except StoppedError:
        if power:
            site.disk.crash(random.Random(at))
        return True
    return False


@pytest.fixture
def site() -> WritingSite:
    """A site with some files."""
    site = WritingSite()
    site.person_has(OLD)
    return site


def test_a_group_is_written_whole_and_closed(site: WritingSite):
    """New, changed and deleted files; what was there is in the trash, and the group is left for the look."""
    assert site.writes(PUTS, DELETES) is None
    assert site.user.files() == NEW
    assert {content(b"old f"), content(b"old g")} <= site.trashed()
    (group,) = site.groups()
    assert (group.stage, set(group.directories)) == (Stage.CLOSED, {"a", "a/b"})


def test_a_group_with_one_changed_path_leaves_nothing(site: WritingSite):
    """Another content stands at one of its paths: the others are put back, and directories dropped."""
    refused = site.writes({**PUTS, "kept": (b"other", b"mine")}, DELETES)
    assert isinstance(refused, NotWritten)
    assert (refused.path, refused.reason) == ("kept", Reason.CHANGED)
    assert site.user.files() == OLD
    (group,) = site.groups()
    assert group.stage is Stage.WITHDRAWN


def test_a_group_that_is_put_back_keeps_its_uploads(site: WritingSite):
    """Also those whose bytes had been placed: their owner tries again, and sends nothing twice."""
    puts = {**PUTS, "kept": (b"other", b"mine")}
    group, sources = site.group(puts, DELETES)
    refused = site.writer.write(group, sources)
    assert isinstance(refused, NotWritten)
    assert refused.words.endswith("nothing was changed")
    right = [one.model_copy(update={"prior": held(OLD.get(one.path))}) for one in group.changes]
    again = group.model_copy(update={"id": "f" * 32, "changes": tuple(right)})
    assert site.writer.write(again, sources) is None
    assert site.user.files() == {**NEW, "kept": b"mine"}


def test_what_cannot_be_put_back_is_named(site: WritingSite):
    """A person writes over a file that the group had placed: it would be untrue that nothing was changed."""
    puts = {"f": (b"old f", b"new f"), "kept": (b"other", b"mine")}
    group, sources = site.group(puts)
    steps = count()

    def meddle() -> None:
        if site.user.files()["f"] == b"new f" and not next(steps):
            site.user.write("f", b"by hand")

    site.faults.before = lambda *_: meddle()
    refused = site.writer.write(group, sources)
    assert isinstance(refused, NotWritten)
    assert refused.left == ("f",)
    assert "could not be put back at 'f'" in refused.words
    assert site.user.files()["f"] == b"by hand"


def test_every_path_that_is_not_as_it_should_be_is_named(site: WritingSite):
    """Another attempt can go over all of them."""
    refused = site.writes({"f": (b"x", b"1"), "g": (b"y", b"2"), "n": (None, b"3")})
    assert isinstance(refused, NotWritten)
    assert [one.path for one in refused.all] == ["f", "g"]


def test_a_path_below_a_file_is_refused_before_anything_is_declared(site: WritingSite):
    """Nothing can stand there."""
    refused = site.writes({"f/x": (None, b"new")})
    assert isinstance(refused, NotWritten)
    assert (site.user.files(), site.groups()) == (OLD, [])


@pytest.mark.parametrize("hashed", [False, True])
def test_bytes_of_the_control_directory_move_or_are_refused_by_their_hash(site: WritingSite, hashed: bool):
    """They are used up, read once more where nothing tells of them; others than announced leave nothing."""
    make_control(site.files)
    group, _ = site.group({"a/n": (None, b"new n")})
    site.user.write(KEPT, b"new m")
    assert isinstance(site.writer.write(group, {"a/n": FromControl(KEPT)}), NotWritten)
    assert site.user.files() == OLD
    again = group.model_copy(update={"id": "e" * 32})
    site.user.write(KEPT, b"new n")
    told = site.files.status(KEPT).fingerprint if hashed else None
    assert site.writer.write(again, {"a/n": FromControl(KEPT, hashed=told)}) is None
    assert site.user.files() == {**OLD, "a/n": b"new n"}


def test_bytes_of_a_group_that_is_refused_lie_where_they_lay(site: WritingSite):
    """Whoever brought them tries again without bringing them anew, whether they were placed before or not."""
    make_control(site.files)
    for refused in ("kept", "z"):
        group, _ = site.group({"a/n": (None, b"new n"), refused: (b"other", b"mine")})
        paths = {"a/n": KEPT, refused: f"{KEPT}-2"}
        for change in group.changes:
            site.user.write(paths[change.path], b"new n" if change.path == "a/n" else b"mine")
        sources = {path: FromControl(kept) for path, kept in paths.items()}
        assert isinstance(site.writer.write(group, sources), NotWritten)
        with site.files.open(KEPT) as here:
            assert here.read_at(0, 9) == b"new n"
        assert site.user.files() == OLD
        site.files.remove(KEPT)
        site.files.remove(f"{KEPT}-2")


def test_bytes_that_are_others_by_now_are_refused(site: WritingSite):
    """The staged file is hashed once more, from the disk."""
    group, sources = site.group({"f": (b"old f", b"new f")})
    wrong = group.changes[0].model_copy(update={"state": file_state(b"not it")})
    refused = site.writer.write(group.model_copy(update={"changes": (wrong,)}), sources)
    assert isinstance(refused, NotWritten)
    assert (site.user.files(), site.groups()) == (OLD, [])


def test_a_copy_needs_no_upload(site: WritingSite):
    """The bytes are those of another path."""
    group, _ = site.group({"f": (b"old f", b"x")})
    copied = GroupChange(path="copy", prior=NOTHING, state=file_state(b"kept"))
    assert (
        site.writer.write(group.model_copy(update={"changes": (copied,)}), {"copy": FromFile("kept")}) is None
    )
    assert site.user.files() == {**OLD, "copy": b"kept"}


@pytest.mark.parametrize("power", [False, True])
def test_a_writer_that_dies_anywhere_leaves_all_or_nothing(power: bool):
    """Killed, or cut off from power, before each step: then the group is whole, or was put back."""
    ends: set[Stage | None] = set()
    for step in count():
        site = WritingSite()
        site.person_has(OLD)
        group, sources = site.group(PUTS, DELETES)
        site.user.sync()
        if not dies_writing(site, [Writing(group, sources)], at=step, power=power):
            break
        stages = site.restart()
        stage = stages.get(group.id)
        ends.add(stage)
        found = site.user.files()
        assert found == (NEW if stage is Stage.CLOSED else OLD), (step, stage)
    assert ends == {None, Stage.WITHDRAWN, Stage.CLOSED}


def test_groups_that_are_written_together_are_refused_alone(site: WritingSite):
    """One meets another content: the others are in place, and closed."""
    writings = [
        Writing(*site.group({"n": (None, b"new n")})),
        Writing(*site.group({"a/m": (None, b"new m"), "kept": (b"other", b"mine")})),
        Writing(*site.group({"a/o": (None, b"new o")})),
    ]
    first, second, third = site.writer.write_all(writings)
    assert (first, third) == (None, None)
    assert second is not None and second.path == "kept"
    assert site.user.files() == {**OLD, "n": b"new n", "a/o": b"new o"}
    stages = {one.id: one.stage for one in site.groups()}
    assert [stages[one.group.id] for one in writings] == [Stage.CLOSED, Stage.WITHDRAWN, Stage.CLOSED]


def test_groups_that_are_written_together_share_the_waits_for_the_disk(site: WritingSite):
    """Directories are made durable as often for eight of them as for one."""
    alone, *several = [Writing(*site.group({f"d/{n}": (None, b"x")})) for n in range(9)]
    syncs: Counter[str] = Counter()
    site.faults.before = lambda operation, _: syncs.update([operation])
    assert site.writer.write_all([alone]) == [None]
    once = syncs["sync_directory"]
    syncs.clear()
    assert not any(site.writer.write_all(several))
    assert 0 < syncs["sync_directory"] <= once


@pytest.mark.parametrize("power", [False, True])
def test_a_writer_of_several_groups_that_dies_anywhere_leaves_each_whole_or_not_at_all(power: bool):
    """Killed, or cut off from power, before each step."""
    parts = ({"f": (b"old f", b"new f"), "a/n": (None, b"n")}, {"a/m": (None, b"m"), "kept": (b"kept", b"k")})
    ends: set[tuple[Stage | None, ...]] = set()
    for step in count():
        site = WritingSite()
        site.person_has(OLD)
        writings = [Writing(*site.group(puts)) for puts in parts]
        site.user.sync()
        if not dies_writing(site, writings, at=step, power=power):
            break
        stages = site.restart()
        stood = [stages.get(one.group.id) for one in writings]
        ends.add(tuple(stood))
        expected = dict(OLD)
        for stage, puts in zip(stood, parts, strict=True):
            expected |= {path: new for path, (_, new) in puts.items()} if stage is Stage.CLOSED else {}
        assert site.user.files() == expected, (step, stood)
    assert (Stage.CLOSED, Stage.CLOSED) in ends
    assert power or (Stage.CLOSED, Stage.WITHDRAWN) in ends


@pytest.mark.parametrize("power", [False, True])
@pytest.mark.parametrize("puts", [PUTS, {"f": PUTS["f"]}, {"a/b/n": PUTS["a/b/n"]}])
def test_a_writer_that_dies_anywhere_leaves_its_uploads_or_their_files(
    puts: dict[str, tuple[bytes | None, bytes]], power: bool
):
    """Killed, or cut off from power, before each step: what came over a week is in its place, or goes on."""
    ends: set[Stage | None] = set()
    for step in count():
        site = WritingSite()
        site.person_has(OLD)
        group, sources = site.group(puts)
        uploads = {path: keep(site, source, puts[path][1]) for path, source in sources.items()}
        site.user.sync()
        if not dies_writing(site, [Writing(group, sources)], at=step, power=power):
            break
        stage = site.restart().get(group.id)
        ends.add(stage)
        sweep_died(site.files)
        if stage is Stage.CLOSED:
            assert {path: site.user.files()[path] for path in puts} == {
                path: new for path, (_, new) in puts.items()
            }
            continue
        for path, upload in uploads.items():
            assert UploadFiles(site.files).read(upload.id) == upload, (step, path)
            with site.files.open(data_path(upload.id)) as data:
                assert data.read_at(0, 100) == puts[path][1]
        again = group.model_copy(update={"id": "f" * 32})
        assert site.writer.write(again, sources) is None
    assert ends == {None, Stage.WITHDRAWN, Stage.CLOSED}


def keep(site: WritingSite, source: Source, data: bytes) -> Upload:
    """Let an upload outlast its gateway: all bytes are here."""
    assert isinstance(source, FromUpload)
    size = len(data)
    upload = Upload(
        id=source.id, owner="me", path="f", length=size, offset=size, content=content(data), touched=now()
    )
    UploadFiles(site.files).keep(upload)
    return upload


def test_a_disk_that_runs_full_loses_no_older_version():
    """With room for any number of bytes: the group is written, or all is as before; nothing old is gone."""
    ends = set()
    for room in range(0, 4000, 7):
        site = WritingSite()
        site.person_has(OLD)
        group, sources = site.group(PUTS, DELETES)
        site.faults.capacity = site.disk.used_bytes() + room
        try:
            refused = site.writer.write(group, sources)
        except NoSpaceError:
            refused = NotWritten("", Reason.NO_SPACE, "")
        found = site.user.files()
        ends.add(refused is None)
        assert found == (NEW if refused is None else OLD), room
    assert ends == {True, False}


def test_a_group_whose_person_edits_meanwhile_keeps_the_edit(site: WritingSite):
    """A path that a person changed after it was written stays as the person has it; the others go back."""

    def edit(operation: str, path: str) -> None:
        if operation == "exchange" and path.startswith(".spicerack/staging") and not edited:
            edited.append(path)
            site.user.write("kept", b"edited in the last instant")

    edited: list[str] = []
    site.faults.before = edit
    refused = site.writes({"f": (b"old f", b"new f"), "kept": (b"kept", b"mine")})
    assert isinstance(refused, NotWritten)
    assert site.user.files() == {**OLD, "kept": b"edited in the last instant"}


def test_locks_that_dead_writers_left_are_swept(site: WritingSite):
    """Those of groups that are not there; of one that is declared, and of a living writer, they stay."""
    site.writes(PUTS, DELETES)
    groups = GroupFiles(site.files)
    for group_id in ("d" * 32, "e" * 32):
        site.files.create(f"{GROUPS}/{group_id}.lock").__exit__(None, None, None)
    with groups.held("e" * 32):
        recover_groups(site.files, now=now)
        left = {entry.name for entry in site.files.list(GROUPS) if entry.name.endswith(".lock")}
    assert left == {"e" * 32 + ".lock"}


def test_half_a_declaration_that_a_dead_writer_left_is_swept(site: WritingSite) -> None:
    """It was killed before its group was declared: nobody comes back for it. A living writer's stays."""
    site.writes(PUTS, DELETES)
    groups = GroupFiles(site.files)
    halves = {group_id: f"{group_id}.open.json.tmp" for group_id in ("d" * 32, "e" * 32)}
    for name in halves.values():
        site.files.create(f"{GROUPS}/{name}").__exit__(None, None, None)
    with groups.held("e" * 32):
        recover_groups(site.files, now=now)
        left = {entry.name for entry in site.files.list(GROUPS)}
    assert halves["d" * 32] not in left
    assert halves["e" * 32] in left


def test_upload_that_was_just_hashed_is_not_read_again(site: WritingSite) -> None:
    """Its bytes passed the hash as they came; reading a large file once more costs as much as a copy."""
    opened: list[str] = []
    site.faults.before = lambda operation, path: opened.append(path) if operation == "open" else None
    group, sources = site.group({"n": (None, b"new n")})
    sources["n"] = as_hashed(site, sources["n"])
    assert site.writer.write(group, sources) is None
    assert site.user.files()["n"] == b"new n"
    assert [path for path in opened if path.endswith("/data")] == []


def test_upload_that_changed_since_it_was_hashed_is_read_and_refused(site: WritingSite) -> None:
    """Nothing is visible that nobody has verified (I2)."""
    group, sources = site.group({"n": (None, b"new n")})
    sources["n"] = as_hashed(site, sources["n"])
    site.user.write(data_path(as_hashed(site, sources["n"]).id), b"other")
    assert isinstance(site.writer.write(group, sources), NotWritten)
    assert site.user.files() == OLD


def as_hashed(site: WritingSite, source: Source) -> FromUpload:
    """Return an upload with the evidence of its bytes as they are."""
    assert isinstance(source, FromUpload)
    return FromUpload(source.id, hashed=site.files.status(data_path(source.id)).fingerprint)
