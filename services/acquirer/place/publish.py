"""The publishing of granules into the site's root: each as one group, whole or not at all. Blocks."""

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from services.acquirer.feeds.model import Feed
from services.acquirer.fetch.failure import GranuleError, of_site
from services.acquirer.fetch.fetch import Fetched
from services.acquirer.fetch.spool import Spool
from services.acquirer.look.granule import target_of
from services.acquirer.place.duplicates import Doing, decide, version_name
from shared.contracts.messages.batch import MESSAGE_MAX
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import Kind, State
from shared.model.links import MODE_MASK
from shared.model.paths import PathError, belongs_to_site, check_path
from shared.roots.errors import MissingError, StorageError, WrongTypeError
from shared.roots.posix.files.port import Files, FileType
from shared.roots.posix.groups.group import CHANGES_MAX, Group, GroupChange
from shared.roots.posix.groups.site_writer import HalfWrittenError, NotWritten, SiteWriter, Writing
from shared.roots.posix.groups.sources import FromControl, FromFile, Source
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


@dataclass(frozen=True, slots=True)
class Ready:
    """A granule whose files are here."""

    feed: Feed
    granule: str
    files: Sequence[Fetched]

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return sum(one.size for one in self.files)

    @property
    def targets(self) -> frozenset[str]:
        """The paths of the collection that its files are for."""
        return frozenset(target_of(self.feed, one.path) for one in self.files)


@dataclass(slots=True)
class _Plan:
    granule: str
    is_grouped: bool
    """Whether the feed says which files belong together: then history names the granule."""
    changes: list[GroupChange] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    spooled: list[str] = field(default_factory=list)
    """Where the bytes of its files are."""
    refused: GranuleError | None = None

    @property
    def is_group(self) -> bool:
        """Whether its changes are decided as a whole."""
        return self.is_grouped or len(self.changes) > 1

    @property
    def unused(self) -> Sequence[str]:
        """Bytes that are not placed."""
        used = () if self.kept else self.sources.values()
        taken = {one.path for one in used if isinstance(one, FromControl)}
        return [path for path in self.spooled if path not in taken]

    @property
    def outcome(self) -> Placed | GranuleError:
        """What became of the granule, once it was written."""
        if self.refused is not None:
            return self.refused
        if self.kept:
            return Placed(standing=tuple(self.standing), kept=tuple(self.kept))
        return Placed(written=tuple(one.path for one in self.changes), standing=tuple(self.standing))


@dataclass(frozen=True, slots=True, kw_only=True)
class GranulePublisher:
    """Publishes into one root."""

    open_files: Callable[[], Files]
    writer: SiteWriter
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    """Gives 32 hexadecimal digits that nobody else gives."""

    def publish(self, ready: Sequence[Ready]) -> list[Placed | GranuleError]:
        """Publish granules that are here and share no path; return for each what became of it.

        They wait for the disk together. Of one that failed nothing is written.
        """
        try:
            with closing(self.open_files()) as root:
                plans = [self._planned(root, one) for one in ready]
                self._write([one for one in plans if one.changes and not one.kept and one.refused is None])
                self._drop_unused(Spool(root), plans)
        except StorageError as error:
            return [of_site(str(error)) for _ in ready]
        return [one.outcome for one in plans]

    def _planned(self, root: Files, one: Ready) -> _Plan:
        plan = _Plan(one.granule, is_grouped=bool(one.feed.granule or one.feed.records))
        try:
            for file in one.files:
                self._plan_file(root, one.feed, file, plan)
            if len(plan.changes) > CHANGES_MAX:
                words = f"the granule has {len(plan.changes)} files, and a group holds {CHANGES_MAX}"
                raise of_site(words)
        except GranuleError as error:
            plan.refused = error
        except StorageError as error:
            plan.refused = of_site(str(error))
        return plan

    def _plan_file(self, root: Files, feed: Feed, one: Fetched, plan: _Plan) -> None:
        plan.spooled.append(one.spooled.path)
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
        plan.sources[target] = FromControl(one.spooled.path, hashed=one.spooled.hashed)

    def _write(self, plans: Sequence[_Plan]) -> None:
        """Write what was planned; a disk that refuses them together may take some of them alone."""
        if not plans:
            return
        sharing = _sharing(plans)
        try:
            outcomes = self.writer.write_all([self._writing(some) for some in sharing])
        except StorageError as error:
            if len(plans) > 1 and not isinstance(error, HalfWrittenError):
                for one in plans:
                    self._write([one])
                return
            for one in plans:
                one.refused = of_site(str(error))
            return
        for some, no in zip(sharing, outcomes, strict=True):
            self._note(some, no)

    def _note(self, plans: Sequence[_Plan], no: NotWritten | None) -> None:
        """Keep what became of a group; of several granules the one that is at fault is refused alone."""
        if no is None or len(plans) == 1:
            plans[0].refused = None if no is None else of_site(no.words)
            return
        for one in plans:
            self._write([one])

    def _drop_unused(self, spool: Spool, plans: Sequence[_Plan]) -> None:
        """Forget bytes that stand already, or give way; of what was refused they wait for the next try."""
        for plan in plans:
            for path in plan.unused if plan.refused is None else ():
                with suppress(GranuleError):  # A sweep finds it.
                    spool.drop(path)

    def _writing(self, plans: Sequence[_Plan]) -> Writing:
        """Return the group of one granule, or of several files that are granules by themselves."""
        first = plans[0]
        group = Group(
            id=self.new_id(),
            at=self.now(),
            together=first.is_group,
            message=f"granule {first.granule}"[:MESSAGE_MAX] if first.is_group else "",
            changes=tuple(change for one in plans for change in one.changes),
        )
        return Writing(group, {path: source for one in plans for path, source in one.sources.items()})


def _sharing(plans: Sequence[_Plan]) -> list[list[_Plan]]:
    """Return which are written as one group: a file by itself is whole without more."""
    groups = [[one] for one in plans if one.is_group]
    files = [one for one in plans if not one.is_group]
    return [*groups, *([files] if files else [])]


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
