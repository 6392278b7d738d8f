"""Places of uploads: bounded for each caller, so that nobody takes those of all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.gateway.writing.body import new_id
from services.gateway.writing.uploads import places
from services.gateway.writing.uploads.places import Places
from shared.access.links import link_user
from shared.roots.errors import NoSpaceError
from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles
from shared.web.problem import RefusedError, TooManyError

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UploadFiles:
    """The uploads of a root, with places for six: four of a caller's, two by its links."""
    for name, bound in (("UPLOADS_MAX", 6), ("EACH_MAX", 4), ("LINKS_MAX", 2)):
        monkeypatch.setattr(places, name, bound)
    files = PosixFiles(tmp_path)
    make_control(files)
    return UploadFiles(files)


def begin(given: Places, uploads: UploadFiles, owner: str, *, at: datetime = NOW) -> str:
    """Begin an upload."""
    upload = Upload(id=new_id(), owner=owner, touched=at)
    given.begin(uploads, upload)
    return upload.id


def test_a_caller_has_so_many_and_leaves_places_for_others(uploads: UploadFiles) -> None:
    """Also after a restart. A place is free again when its upload is gone."""
    given = Places()
    mine = [begin(given, uploads, "pipe (7)") for _ in range(4)]
    for one in (given, Places()):
        with pytest.raises(RefusedError, match="4 uploads of yours"):
            begin(one, uploads, "pipe (7)")
    begin(given, uploads, "other (8)")
    uploads.remove(mine[0])
    begin(given, uploads, "pipe (7)")
    begin(given, uploads, "other (8)")
    with pytest.raises(TooManyError):
        begin(given, uploads, "third (9)")


def test_all_who_use_the_links_of_one_caller_share_a_bound(uploads: UploadFiles) -> None:
    """Wherever they ask from."""
    given = Places()
    for network in ("192.0.2.1", "2001:db8::/64"):
        begin(given, uploads, link_user("pipe (7)", network))
    with pytest.raises(RefusedError):
        begin(given, uploads, link_user("pipe (7)", "192.0.2.3"))
    begin(given, uploads, link_user("other (8)", "192.0.2.1"))
    begin(given, uploads, "pipe (7)")


def test_what_was_left_for_longest_gives_way_to_its_own_caller(uploads: UploadFiles) -> None:
    """After an hour, and where no request holds it."""
    given = Places()
    held, oldest, old = (
        begin(given, uploads, "pipe (7)", at=NOW - timedelta(hours=hours)) for hours in (4, 3, 2)
    )
    begin(given, uploads, "pipe (7)")
    with uploads.held(held):
        begin(given, uploads, "pipe (7)")
    assert oldest not in uploads.ids()
    assert {held, old} <= set(uploads.ids())


def test_nothing_is_left_of_an_upload_that_the_disk_refused(
    uploads: UploadFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where it is full when the upload is noted, after its file was made."""

    def full(_: Upload) -> None:
        raise NoSpaceError("no space left")

    monkeypatch.setattr(uploads, "keep", full)
    with pytest.raises(NoSpaceError):
        begin(Places(), uploads, "pipe (7)")
    assert uploads.ids() == ()
