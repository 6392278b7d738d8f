"""The writer of groups into a site's root: all of a group's names change, or none. Blocks.

A group is declared before the first name changes, so that no look takes half of it (docs/decisions/0020).
Where one path is not what it should be, the others are put back from the trash.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import DeniedError, Files, OccupiedError
from shared.roots.posix.groups.attempt import Attempt, Writing
from shared.roots.posix.groups.group import Group, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.groups.not_written import HalfWrittenError, NotWritten
from shared.roots.posix.groups.put_group_back import GroupBack
from shared.roots.posix.groups.sources import Source
from shared.roots.posix.publish.publish import Publisher

__all__ = ["HalfWrittenError", "NotWritten", "SiteWriter", "Writing", "recover_groups"]

READ_ONLY = (
    "the disk of this site is read-only: its operator must mount it for writing, or write at another site"
)


class SiteWriter:
    """Writes into one root.

    Args:
        open_files: opens the root; it is closed after each group.
        now: the time in UTC.
    """

    def __init__(self, open_files: Callable[[], Files], *, now: Callable[[], datetime]) -> None:
        self._open_files = open_files
        self._now = now

    def write(self, group: Group, sources: Mapping[str, Source]) -> NotWritten | None:
        """Write a group; return None where all of it is in place and closed, else why nothing is.

        Args:
            group: open.
            sources: the bytes of each file that is put, by path. An upload is used up.

        Raises:
            StorageError: nothing was written: the operator must act.
            HalfWrittenError: some of it may be in place, until a writer of the site starts again.
        """
        return self.write_all([Writing(group, sources)])[0]

    def write_all(self, writings: Sequence[Writing]) -> list[NotWritten | None]:
        """Write groups that share no path: each of them whole or not at all, whatever becomes of the others.

        They wait for the disk together. Return as `write` does, for each.

        Raises:
            StorageError: nothing of any was written: the operator must act.
            HalfWrittenError: some of it may be in place, until a writer of the site starts again.
        """
        with contextlib.closing(self._open_files()) as files, contextlib.ExitStack() as held:
            if files.is_read_only():
                raise DeniedError(READ_ONLY)
            make_control(files)
            declared = GroupFiles(files)
            publisher = Publisher(files, now=self._now)
            for one in writings:
                held.enter_context(declared.held(one.group.id))
            staging = held.enter_context(publisher.begin(writings[0].group.id))
            return Attempt(files, declared, publisher, staging, self._now).write(writings)


def recover_groups(files: Files, *, now: Callable[[], datetime]) -> dict[str, Stage]:
    """Bring to an end what writers have left that died; return how each group stands now, by its id.

    What is all in place is closed; else it is put back. Groups of living writers are left alone.
    """
    make_control(files)
    declared, publisher = GroupFiles(files), Publisher(files, now=now)
    publisher.recover()
    stages = {}
    for group in declared.all():
        stages[group.id] = group.stage
        if group.stage is Stage.OPEN:
            with contextlib.suppress(OccupiedError), declared.held(group.id):
                with publisher.begin(group.id) as staging:
                    stage = GroupBack(files, publisher, staging, now=now).finish(group)
                declared.move_on(group.id, stage)
                stages[group.id] = stage
    declared.sweep()
    return stages
