"""The files in which groups are declared, below `.spicerack/groups/`."""

import contextlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping

from pydantic import ValidationError

from shared.contracts.messages.batch import GROUP_ID_PATTERN
from shared.roots.posix.control import GROUPS
from shared.roots.posix.durable import TEMPORARY_SUFFIX, write_together_durably
from shared.roots.posix.files.port import Files, MissingError, OccupiedError, StorageError, WrongTypeError
from shared.roots.posix.groups.group import Group, Stage

log = logging.getLogger(__name__)

SUFFIX = ".json"
LOCK_SUFFIX = ".lock"

READ_CHUNK = 1024 * 1024

FILE_BYTES_MAX = 32 * 1024 * 1024
"""A group of CHANGES_MAX changes takes less."""

_NAME = re.compile(rf"(?P<id>{GROUP_ID_PATTERN[1:-1]})\.(?P<stage>{'|'.join(Stage)}){re.escape(SUFFIX)}")

_HALF = re.compile(_NAME.pattern + re.escape(TEMPORARY_SUFFIX))

_ID = re.compile(GROUP_ID_PATTERN)


def binds_for_ever(_: Group) -> bool:
    """Tell of no group that it has bound for too long."""
    return False


class GroupFiles:
    """The groups of one root. All methods block.

    Args:
        files: the root; its control directory is there.
        is_over: tells of a group whether it has bound for as long as it may, where nobody holds it.
    """

    def __init__(self, files: Files, *, is_over: Callable[[Group], bool] = binds_for_ever) -> None:
        self._files = files
        self._is_over = is_over

    @contextlib.contextmanager
    def held(self, group_id: str) -> Iterator[None]:
        """Hold a group while its names change. Raises OccupiedError while another writer does."""
        path = f"{GROUPS}/{group_id}{LOCK_SUFFIX}"
        with self._files.lock(path):
            try:
                yield
            finally:
                with contextlib.suppress(StorageError):
                    self._files.remove(path)

    def declare(self, *groups: Group) -> None:
        """Declare groups, durably, before the first name changes. Whoever calls holds them."""
        written = {_path(one.id, one.stage): one.model_dump_json().encode() for one in groups}
        write_together_durably(self._files, GROUPS, written)

    def move_on(self, group_id: str, stage: Stage) -> None:
        """Say durably that an open group is closed or withdrawn: by its name, so that it needs no room."""
        self.move_all_on({group_id: stage})

    def move_all_on(self, stages: Mapping[str, Stage]) -> None:
        """Say of groups how they ended, by id, as `move_on` does; they wait for the disk together."""
        for group_id, stage in stages.items():
            self._files.move(_path(group_id, Stage.OPEN), _path(group_id, stage))
        self._files.sync_directory(GROUPS)

    def all(self) -> tuple[Group, ...]:
        """Return the groups that are declared, but for those that bind nobody any more, in order of ids.

        Writers move on meanwhile. A directory that is read in pieces may tell neither name of a file that is
        renamed: as a group is renamed once, one of two listings tells of it.
        """
        listed = self._listed() | self._listed()
        found = (self._read(group_id, listed[group_id]) for group_id in sorted(listed))
        return tuple(group for group in found if group is not None)

    def remove(self, group_id: str) -> None:
        """Forget a group: it was taken, or put back and seen."""
        names = [_path(group_id, stage) for stage in Stage]
        for path in (*names, names[0] + TEMPORARY_SUFFIX, f"{GROUPS}/{group_id}{LOCK_SUFFIX}"):
            with contextlib.suppress(MissingError):
                self._files.remove(path)

    def sweep(self) -> None:
        """Remove what dead writers have left: locks of groups that are not there, and halves of declarations.

        Nobody asks for them. What a living writer holds is left alone.
        """
        try:
            names = [entry.name for entry in self._files.list(GROUPS)]
        except MissingError:
            return
        declared = {match["id"] for match in map(_NAME.fullmatch, names) if match}
        halves = {name: match["id"] for name in names if (match := _HALF.fullmatch(name))}
        locked = {name.removesuffix(LOCK_SUFFIX) for name in names if name.endswith(LOCK_SUFFIX)}
        for group_id in {*filter(_ID.fullmatch, locked - declared), *halves.values()}:
            with contextlib.suppress(OccupiedError), self.held(group_id):  # Leaving removes the lock.
                for name in (name for name, of in halves.items() if of == group_id):
                    with contextlib.suppress(MissingError):
                        self._files.remove(f"{GROUPS}/{name}")

    def _listed(self) -> dict[str, Stage]:
        """Return how far each group is by its file's name."""
        try:
            names = [entry.name for entry in self._files.list(GROUPS)]
        except MissingError:
            return {}
        return {match["id"]: Stage(match["stage"]) for match in filter(None, map(_NAME.fullmatch, names))}

    def _read(self, group_id: str, listed: Stage) -> Group | None:
        """Return a group that stood at a stage; it may have moved on since."""
        found = (self._read_at(group_id, stage) for stage in dict.fromkeys((listed, *Stage)))
        return next((group for group in found if group is not None), None)

    def _read_at(self, group_id: str, stage: Stage) -> Group | None:
        path = _path(group_id, stage)
        try:
            with self._files.open(path) as file:
                data = b""
                while (piece := file.read_at(len(data), READ_CHUNK)) and len(data) <= FILE_BYTES_MAX:
                    data += piece
            group = Group.model_validate_json(data).model_copy(update={"stage": stage})
        except (MissingError, WrongTypeError):
            return None
        except ValidationError as error:
            log.warning("%s cannot be read, it binds nobody: %d errors", path, error.error_count())
            self.remove(group_id)
            return None
        if not self._is_over(group) or self._is_held(group_id):
            return group
        log.warning("group %s is %s for too long: its paths are taken as they stand", group_id, stage)
        self.remove(group_id)
        return None

    def _is_held(self, group_id: str) -> bool:
        """Tell whether a writer may be at a group: a large one takes its time."""
        try:
            with self.held(group_id):
                return False
        except StorageError:
            return True


def _path(group_id: str, stage: Stage) -> str:
    return f"{GROUPS}/{group_id}.{stage.value}{SUFFIX}"
