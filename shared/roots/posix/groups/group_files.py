"""The files in which groups are declared, below `.spicerack/groups/`."""

import contextlib
import logging
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from pydantic import ValidationError

from shared.contracts.messages.batch import GROUP_ID_PATTERN
from shared.roots.posix.control import CONTROL_MODE, GROUPS
from shared.roots.posix.durable import TEMPORARY_SUFFIX, write_durably
from shared.roots.posix.files.port import Files, MissingError, OccupiedError, WrongTypeError
from shared.roots.posix.groups.group import SECONDS_MAX, Group, Stage

log = logging.getLogger(__name__)

SUFFIX = ".json"
LOCK_SUFFIX = ".lock"

READ_CHUNK = 1024 * 1024

FILE_BYTES_MAX = 32 * 1024 * 1024
"""A group of CHANGES_MAX changes takes less."""

_NAME = re.compile(GROUP_ID_PATTERN[1:-1] + re.escape(SUFFIX))


class GroupFiles:
    """The groups of one root. All methods block.

    Args:
        files: the root; its control directory is there.
        now: the time in UTC, to tell groups that nobody will end.
    """

    def __init__(self, files: Files, *, now: Callable[[], datetime]) -> None:
        self._files = files
        self._now = now

    def held(self, group_id: str) -> AbstractContextManager[None]:
        """Hold a group while its names change. Raises OccupiedError while another writer does."""
        self._ensure_folder()
        return self._files.lock(f"{GROUPS}/{group_id}{LOCK_SUFFIX}")

    def keep(self, group: Group) -> None:
        """Declare a group, or say how far it is; durably. Whoever calls holds it."""
        write_durably(self._files, _path(group.id), group.model_dump_json().encode())

    def all(self) -> tuple[Group, ...]:
        """Return the groups that are declared, but for those that bind nobody any more, in order of ids."""
        try:
            names = [entry.name for entry in self._files.list(GROUPS)]
        except MissingError:
            return ()
        found = (self._read(name.removesuffix(SUFFIX)) for name in names if _NAME.fullmatch(name))
        return tuple(group for group in found if group is not None)

    def stage_of(self, group_id: str) -> Stage | None:
        """Return how far a group is; None where it was taken, or never declared."""
        group = self._read(group_id)
        return None if group is None else group.stage

    def remove(self, group_id: str) -> None:
        """Forget a group: it was taken, or put back and seen."""
        for suffix in (SUFFIX, LOCK_SUFFIX, SUFFIX + TEMPORARY_SUFFIX):
            with contextlib.suppress(MissingError):
                self._files.remove(f"{GROUPS}/{group_id}{suffix}")

    def _read(self, group_id: str) -> Group | None:
        path = _path(group_id)
        try:
            with self._files.open(path) as file:
                data = b""
                while (piece := file.read_at(len(data), READ_CHUNK)) and len(data) <= FILE_BYTES_MAX:
                    data += piece
            group = Group.model_validate_json(data)
        except (MissingError, WrongTypeError):
            return None
        except ValidationError as error:
            log.warning("%s cannot be read, it binds nobody: %d errors", path, error.error_count())
            self.remove(group_id)
            return None
        if (self._now() - group.at).total_seconds() > SECONDS_MAX[group.stage]:
            log.warning(
                "group %s is %s for too long: its paths are taken as they stand", group_id, group.stage
            )
            self.remove(group_id)
            return None
        return group

    def _ensure_folder(self) -> None:
        with contextlib.suppress(OccupiedError):
            self._files.make_directory(GROUPS, mode=CONTROL_MODE)


def _path(group_id: str) -> str:
    return f"{GROUPS}/{group_id}{SUFFIX}"
