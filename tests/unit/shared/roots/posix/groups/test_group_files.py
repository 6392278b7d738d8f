"""Files of groups, read while writers move on."""

from collections.abc import Sequence

from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Kind
from shared.roots.posix.control import GROUPS, make_control
from shared.roots.posix.files.port import Listed
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from tests.unit.services.gateway.writing.writing_site import NOW

ID = "7" * 32


class FilesInPieces(MemoryFiles):
    """A root whose directories are read in pieces: a name is told neither as it was nor as it became."""

    def list(self, path: str) -> Sequence[Listed]:
        """Let the group be closed while the directory is read for the first time."""
        listed = super().list(path)
        before = {one.name for one in listed}
        if path == GROUPS and _name(Stage.OPEN) in before:
            self.move(f"{GROUPS}/{_name(Stage.OPEN)}", f"{GROUPS}/{_name(Stage.CLOSED)}")
            return [one for one in listed if one.name != _name(Stage.OPEN)]
        return listed


def test_a_group_that_is_closed_while_groups_are_listed_is_told():
    """The first listing lacks it under either name."""
    files = FilesInPieces(MemoryDisk(clock=iter(range(1000)).__next__))
    make_control(files)
    declared = GroupFiles(files)
    change = GroupChange(path="f", prior=Held(kind=Kind.DELETED), state=DELETED)
    declared.declare(Group(id=ID, at=NOW, changes=(change,)))
    assert [(one.id, one.stage) for one in declared.all()] == [(ID, Stage.CLOSED)]


def _name(stage: Stage) -> str:
    return f"{ID}.{stage}.json"
