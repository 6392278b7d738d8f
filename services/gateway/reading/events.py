"""Changes of commits, told as server-sent events: the HTML standard, section 9.2.

The id of an event is its revision, so that a follower who comes back goes on where it was. Events are read
from the folded log: none can be early, and none is lost.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from shared.access.links import counted_as
from shared.catalog.follow.followed_log import FollowedLog
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.selections import CommitEvent
from shared.model.entry import Entry
from shared.web.authorise import EVERYTHING, Caller, Scope
from shared.web.catalog.rows import file_row
from shared.web.catalog.seen import entry_is_seen
from shared.web.problem import BusyError

HEARTBEAT_SECONDS = 15.0
"""Between two signs of life: proxies close what is silent for a minute, some for thirty seconds."""

CHANGES_MAX = 500
"""Changes that one event tells: some 150 KiB."""

COMMITS_AT_ONCE = 50
"""Commits read at a time."""

BUSY_SECONDS = 5
"""After which who may not follow asks again."""

RETRY = b"retry: 1000\n\n"
"""Milliseconds after which a follower that lost its connection comes back."""

HEARTBEAT = b": here\n\n"

ENDS = b": the gateway stops, come back\n\n"

RESET = b"event: reset\ndata: {}\n\n"
"""The log was replaced: what the follower knows is of another one."""


class Followers:
    """Counts who follows, up to a bound: each one takes a connection for as long as it likes.

    A caller has a quarter of the places, so that nobody keeps all others out; who need say nothing of itself
    is not told from others, and has all.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._each = max(limit // 4, 1)
        self._of: Counter[str] = Counter()

    @property
    def now(self) -> int:
        """How many follow."""
        return self._of.total()

    def check(self, caller: Caller) -> None:
        """Make sure that a caller may follow. Raises BusyError."""
        if self.now >= self._limit:
            raise BusyError(f"{self._limit} follow already: ask again", retry_after=BUSY_SECONDS)
        if caller.rights is not EVERYTHING and self._of[counted_as(caller.name)] >= self._each:
            raise BusyError(f"you follow {self._each} times already: end one", retry_after=BUSY_SECONDS)

    @contextmanager
    def one(self, caller: Caller) -> Iterator[None]:
        """Count a caller while it follows."""
        name = counted_as(caller.name)
        self._of[name] += 1
        try:
            yield
        finally:
            self._of[name] -= 1
            if not self._of[name]:
                del self._of[name]


@dataclass(frozen=True, slots=True)
class _Read:
    """Some events, and up to which revision they tell."""

    events: list[CommitEvent]
    revision: int


async def tell_events(
    followed: FollowedLog, caller: Caller, *, collection: str, after: int, stopping: asyncio.Event
) -> AsyncIterator[bytes]:
    """Yield the events of commits above a revision, and of those to come.

    They end when the process stops, or the rights of who follows.
    """
    log_id = followed.log_id
    yield RETRY
    while not stopping.is_set():
        if not caller.rights.may(Scope.READ, collection):
            return
        if log_id is not None and followed.log_id != log_id:
            yield RESET
            return
        log_id, news = followed.log_id, followed.news()
        question = partial(_read, caller=caller, collection=collection, after=after)
        read = await ask(followed.open_view, question)
        for event in read.events:
            yield _event(event)
        if read.revision == after and not await _wait(news, stopping):
            yield HEARTBEAT
        after = read.revision
    yield ENDS


def _read(view: ProjectionView, *, caller: Caller, collection: str, after: int) -> _Read:
    revisions = view.commits.above(after, limit=COMMITS_AT_ONCE)
    events = [event for revision in revisions if (event := _of_commit(view, caller, collection, revision))]
    return _Read(events, revisions[-1] if revisions else after)


def _of_commit(view: ProjectionView, caller: Caller, collection: str, revision: int) -> CommitEvent | None:
    """Return what a caller sees of a commit; None where that is nothing."""
    changes: list[Entry] = []
    after = ""
    while len(changes) <= CHANGES_MAX:
        entries = view.laid_by(revision, after=after, limit=CHANGES_MAX + 1)
        changes += [one for one in entries if entry_is_seen(view, caller, one, collection=collection)]
        if len(entries) <= CHANGES_MAX:
            break
        after = entries[-1].path
    if not changes:
        return None
    shown = changes[:CHANGES_MAX]
    names = {view.commits.made_by(revision, one.path) for one in shown} if caller.hears_names else set()
    return CommitEvent(
        revision=revision,
        changes=tuple(map(file_row, shown)),
        more=len(changes) > CHANGES_MAX,
        by=tuple(sorted(names - {""})),
    )


async def _wait(news: asyncio.Event, stopping: asyncio.Event) -> bool:
    """Wait until there may be news; tell whether there may be, or only time has passed."""
    waiting = [asyncio.ensure_future(news.wait()), asyncio.ensure_future(stopping.wait())]
    try:
        done, _ = await asyncio.wait(waiting, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    return bool(done)


def _event(event: CommitEvent) -> bytes:
    return f"id: {event.revision}\nevent: commit\ndata: {event.model_dump_json()}\n\n".encode()
