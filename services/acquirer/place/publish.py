"""The publishing of a granule into the site's root: as one group, whole or not at all. Blocks."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from services.acquirer.feeds.model import Feed
from services.acquirer.fetch.failure import of_site
from services.acquirer.fetch.fetch import Fetched
from services.acquirer.fetch.spool import blocks
from services.acquirer.look.granule import target_of
from services.acquirer.place.duplicates import Doing, decide, version_name
from shared.contracts.messages.want import Held
from shared.model.entry import MODE_MASK, Kind, State
from shared.model.paths import PathError, belongs_to_site, check_path
from shared.roots.errors import MissingError, StorageError, WrongTypeError
from shared.roots.posix.files.port import Files, FileType
from shared.roots.posix.groups.group import CHANGES_MAX, Group, GroupChange
from shared.roots.posix.groups.site_writer import SiteWriter
from shared.roots.posix.groups.sources import FromFile, FromStream, Source
from shared.roots.posix.hashing import observe

FILE_MODE = 0o644

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a granule's files."""

    written: tuple[str, ...] = ()
    """Paths of the collection that were written."""
    standing: tuple[str, ...] = ()
    """Paths at which the same bytes stood already."""
    kept: tuple[str, ...] = ()
    """Paths at which other bytes stay, as the feed says: then nothing of the granule is written."""


@dataclass(slots=True)
class _Plan:
    changes: list[GroupChange]
    sources: dict[str, Source]
    standing: list[str]
    kept: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GranulePublisher:
    """Publishes into one root."""

    open_files: Callable[[], Files]
    writer: SiteWriter
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    """Gives 32 hexadecimal digits that nobody else gives."""

    def publish(self, feed: Feed, granule: str, files: Sequence[Fetched]) -> Placed:
        """Publish files that are here.

        Raises:
            GranuleError: nothing was written, and why.
        """
        try:
            with closing(self.open_files()) as root:
                plan = self._plan(root, feed, files)
            if plan.kept:
                return Placed(standing=tuple(plan.standing), kept=tuple(plan.kept))
            if plan.changes:
                self._write(granule, plan.changes, plan.sources)
        except StorageError as error:
            raise of_site(str(error)) from error
        return Placed(written=tuple(one.path for one in plan.changes), standing=tuple(plan.standing))

    def _plan(self, root: Files, feed: Feed, files: Sequence[Fetched]) -> _Plan:
        plan = _Plan([], {}, [], [])
        for one in files:
            self._plan_file(root, feed, one, plan)
        return plan

    def _plan_file(self, root: Files, feed: Feed, one: Fetched, plan: _Plan) -> None:
        target = _checked(target_of(feed, one.path))
        standing, state = _standing(root, target)
        decision = decide(feed.duplicates, target, standing, one.content)
        match decision.doing:
            case Doing.REFUSE:
                raise of_site(decision.words)
            case Doing.NOTHING:
                plan.standing.append(target)
                return
            case Doing.KEEP_OLD:
                plan.kept.append(target)
                return
            case Doing.VERSION if state is not None:
                older = version_name(target, state.mtime_ns, taken=partial(_is_taken, root))
                if older is None:
                    raise of_site(f"no name is free for the older version of {target}")
                plan.changes.append(GroupChange(path=older, prior=Held(kind=Kind.DELETED), state=state))
                plan.sources[older] = FromFile(target)
        made = State(
            kind=Kind.FILE,
            content=one.content,
            size=one.size,
            mtime_ns=one.mtime_ns or int(self.now().timestamp()) * NANOSECONDS,
            mode=FILE_MODE,
        )
        plan.changes.append(GroupChange(path=target, prior=standing, state=made))
        plan.sources[target] = FromStream(partial(blocks, one.spooled))

    def _write(self, granule: str, changes: Sequence[GroupChange], sources: Mapping[str, Source]) -> None:
        if len(changes) > CHANGES_MAX:
            raise of_site(f"the granule has {len(changes)} files, and a group holds {CHANGES_MAX}")
        group = Group(
            id=self.new_id(),
            at=self.now(),
            together=True,
            message=f"granule {granule}"[:200],
            changes=tuple(changes),
        )
        refused = self.writer.write(group, sources)
        if refused is not None:
            raise of_site(refused.words)


def _checked(target: str) -> str:
    try:
        check_path(target)
    except PathError as error:
        raise of_site(str(error)) from error
    if belongs_to_site(target):
        raise of_site(f"{target} is a name that SpiceRack keeps for itself")
    return target


def _standing(root: Files, path: str) -> tuple[Held, State | None]:
    try:
        status = root.status(path)
        if status.type is FileType.DIRECTORY:
            return Held(kind=Kind.DIRECTORY), None
        found = observe(root, path)
    except MissingError:
        return Held(kind=Kind.DELETED), None
    except WrongTypeError as error:
        raise of_site(str(error)) from error
    print_ = found.status.fingerprint
    state = State(
        kind=Kind.FILE,
        content=found.content,
        size=print_.size,
        mtime_ns=print_.mtime_ns,
        mode=found.status.mode & MODE_MASK,
    )
    return Held(kind=Kind.FILE, content=found.content), state


def _is_taken(root: Files, path: str) -> bool:
    try:
        root.status(path)
    except MissingError:
        return False
    return True
