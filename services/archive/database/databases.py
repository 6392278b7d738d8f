"""The databases of an archive: one that is written to, and replicas that may answer instead of it."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from services.archive.database.store.position import Position, read_position
from shared.web.problem import BusyError

Answer = TypeVar("Answer")

CANCELED = "57014"
"""PostgreSQL's code of a statement that took longer than it may."""

log = logging.getLogger(__name__)

UNDEFINED_TABLE = "42P01"
"""PostgreSQL's code of a table that is not there: an archive answers while its first start makes them."""

CONNECT_SECONDS = 5
"""For a connection: a host that takes no packets would hold a process that is told to stop for minutes."""

POLL_SECONDS = 0.05
"""Between two looks whether a revision has arrived."""

AWAY_SECONDS = 5.0
"""That a replica which does not answer is left alone: a host that takes no packets holds each question."""

TOO_LONG_RETRY_SECONDS = 60
"""After which a question that took too long may come back: it would most likely take as long again."""


class TooLongError(BusyError):
    """The question takes longer than one may."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, retry_after=TOO_LONG_RETRY_SECONDS)


@dataclass(frozen=True, slots=True)
class Answered:
    """Where an answer stands."""

    position: Position
    by_replica: bool


class Databases:
    """Asks a replica that is not behind what this process knows of, else the writer. Everything blocks."""

    def __init__(self, writer: Engine, replica: Engine | None, *, seconds: float) -> None:
        """Wire them.

        Args:
            writer: takes everything.
            replica: answers reads; None where there is no other.
            seconds: that one statement may take.
        """
        self.writer = writer
        self._replica = replica
        self._away_until = 0.0
        """By the monotonic clock: the replica did not answer, and is not asked before."""
        self._seconds = seconds
        self.known = Position()
        """The newest position that this process has seen: no answer stands before it."""

    def learn(self, position: Position) -> None:
        """Note where the rows stand by now; another log or another build begins anew."""
        self.known = position

    def read(
        self, ask: Callable[[Connection], Answer], *, seconds: float | None = None
    ) -> tuple[Answer, Answered]:
        """Return an answer, and where it stands: all of it is of one moment.

        Raises:
            TooLongError: a statement took too long.
            BusyError: no database answers.
        """
        limit = self._seconds if seconds is None else seconds
        with _told(limit):
            found = self._by_replica(ask, limit)
            if found is not None:
                return found[0], Answered(found[1], by_replica=True)
            found = self._read(self.writer, ask, limit, None)
        assert found is not None
        return found[0], Answered(found[1], by_replica=False)

    def _by_replica(
        self, ask: Callable[[Connection], Answer], seconds: float
    ) -> tuple[Answer, Position] | None:
        """Return the replica's answer; None where there is none, it is behind, or it does not answer."""
        if self._replica is None or time.monotonic() < self._away_until:
            return None
        try:
            return self._read(self._replica, ask, seconds, self.known)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == CANCELED:
                raise
            self._away_until = time.monotonic() + AWAY_SECONDS
            log.warning("the archive's replica does not answer, so the writer is asked: %s", error.orig)
            return None

    def replica_answers(self) -> bool:
        """Tell whether there is a replica that answers, and not from before what this process has seen."""
        if self._replica is None:
            return False
        try:
            with self._replica.connect() as connection:
                return read_position(connection).reaches(self.known)
        except PoolTimeoutError:
            return True  # Others take all its connections: it answers them.
        except DBAPIError:
            return False

    def wait_for(self, revision: int, *, within: float) -> bool:
        """Wait until the writer has all up to a revision; tell whether it came in time. Seconds.

        Raises:
            BusyError: it does not answer.
        """
        return self.wait_until(lambda position: position.revision >= revision, within=within)

    def wait_until(self, reached: Callable[[Position], bool], *, within: float) -> bool:
        """Wait until the writer stands where it should; tell whether it came in time. Seconds.

        Raises:
            BusyError: it does not answer.
        """
        end = time.monotonic() + within
        while True:
            with _told(within), self.writer.connect() as connection:
                position = read_position(connection)
            if reached(position):
                self.known = position
                return True
            if time.monotonic() > end:
                return False
            time.sleep(POLL_SECONDS)

    def close(self) -> None:
        """Close all connections."""
        self.writer.dispose()
        if self._replica is not None:
            self._replica.dispose()

    def _read(
        self, engine: Engine, ask: Callable[[Connection], Answer], seconds: float, at_least: Position | None
    ) -> tuple[Answer, Position] | None:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
            position = read_position(connection)
            if at_least is not None and not position.reaches(at_least):
                return None
            return ask(connection), position


def open_databases(url: str, replica_url: str, *, connections: int, seconds: float) -> Databases:
    """Return the databases at two addresses; the second may be empty."""

    def opened(address: str) -> Engine:
        return create_engine(
            _address(address),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=seconds,
            pool_pre_ping=True,
            # A plan is made for the values that are asked for: one for any value may read the whole archive.
            connect_args={"connect_timeout": CONNECT_SECONDS, "prepare_threshold": None},
        )

    return Databases(opened(url), opened(replica_url) if replica_url else None, seconds=seconds)


@contextmanager
def _told(seconds: float) -> Iterator[None]:
    """Say a database's errors as callers are told them."""
    try:
        yield
    except PoolTimeoutError as error:
        raise BusyError("all connections to the archive's database are taken: ask again") from error
    except (OperationalError, ProgrammingError) as error:
        code = getattr(error.orig, "sqlstate", None)
        if code == CANCELED:
            raise TooLongError(f"the question takes longer than {seconds:g} s: ask for less") from error
        if isinstance(error, ProgrammingError) and code != UNDEFINED_TABLE:
            raise
        raise BusyError("the archive's database does not answer: ask again") from error


def _address(url: str) -> str:
    """Return an address as SQLAlchemy takes it, with the driver that is installed."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
