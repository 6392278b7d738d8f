"""Two gateways of one site that write over one version: the root lets one of them win."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shared.model.entry import Kind
from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.groups.group import Group, GroupChange
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.groups.site_writer import NotWritten, SiteWriter
from shared.roots.posix.groups.sources import FromUpload
from shared.roots.posix.uploads.upload_files import UploadFiles
from tests.unit.services.gateway.writing.writing_site import NOW, content, file_state, held, now

ROUNDS = 12


def test_exactly_one_of_two_writers_wins(tmp_path: Path):
    """Over a file and where nothing stood; the loser has changed nothing, and its bytes are not there."""
    root = tmp_path / "root"
    root.mkdir()

    def open_files() -> PosixFiles:
        return PosixFiles(root)

    with_control = open_files()
    make_control(with_control)
    standing: bytes | None = None
    for number in range(ROUNDS):
        start = threading.Barrier(2)
        groups = [
            _group(with_control, f"{number * 2 + one:032x}", standing, b"%d of %d" % (one, number))
            for one in (1, 2)
        ]

        def write(group: Group, start: threading.Barrier = start) -> NotWritten | None:
            writer = SiteWriter(open_files, now=now)
            start.wait()
            return writer.write(group, {"f": FromUpload(group.id)})

        with ThreadPoolExecutor(2) as pool:
            ends = list(pool.map(write, groups))
        assert sorted(end is None for end in ends) == [False, True], ends
        standing = (root / "f").read_bytes()
        winner = groups[ends.index(None)]
        assert winner.changes[0].state.content == content(standing)
        for group in groups:
            GroupFiles(with_control).remove(group.id)
    with_control.close()


def _group(files: PosixFiles, group_id: str, standing: bytes | None, data: bytes) -> Group:
    with UploadFiles(files).begin(group_id) as file:
        file.write(data)
    change = GroupChange(path="f", prior=held(standing), state=file_state(data))
    assert change.state.kind is Kind.FILE
    return Group(id=group_id, at=NOW, changes=(change,))
