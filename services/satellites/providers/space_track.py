"""Space-track (https://www.space-track.org/documentation): its session, its `gp`, its shared files.

A login answers 200 for a wrong password too. A session is good for some two hours and is used for all that
time. After a refusal there is one login more, and no other until the credentials change or an hour is over.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from services.satellites.catalogue.decode.port import Format
from services.satellites.providers.budget import FULL_PULL, SPACE_TRACK_HOUR, SPACE_TRACK_MINUTE, Budget
from services.satellites.providers.credentials import Credentials
from services.satellites.providers.http import Line, check_status, pass_on, short_body
from services.satellites.providers.port import (
    ProviderBusyError,
    ProviderDeniedError,
    ProviderDownError,
    ProviderError,
    Sink,
    SlotTakenError,
)

LOGIN = "/ajaxauth/login"
SESSION_SECONDS = 110 * 60.0
"""A cookie lives about two hours."""

DENIED_SECONDS = 3600.0
"""No login after a refused one: more of them lock the account."""

NOT_LOGGED_IN = frozenset({301, 302, 303, 307, 401, 403})
LIMIT_WORDS = (b"violat", b"limit", b"throttl", b"too many")
"""Beyond a limit the answer is status 500 with a text that has one of these."""


@dataclass(slots=True)
class SpaceTrackSession:
    """One login for as long as it holds. For one task at a time."""

    line: Line
    credentials: Callable[[], Credentials]
    budget: Budget
    monotonic: Callable[[], float]
    _good_until: float = 0.0
    _denied: bytes | None = None
    _denied_until: float = field(default=0.0)

    @asynccontextmanager
    async def query(self, path: str) -> AsyncIterator[httpx.Response]:
        """Yield the good answer to one query.

        Raises:
            ProviderDeniedError: the login is refused.
            ProviderBusyError: a limit is reached.
            ProviderDownError: no whole or good answer.
        """
        await self._login_if_needed()
        async with self._asked(path) as response:
            if response.status_code not in NOT_LOGGED_IN:
                await _check(response)
                yield response
                return
        self._good_until = 0.0
        await self._login_if_needed()
        async with self._asked(path) as response:
            if response.status_code in NOT_LOGGED_IN:
                self._remember_denial(self.credentials())
                raise _denied()
            await _check(response)
            yield response

    @asynccontextmanager
    async def _asked(self, path: str) -> AsyncIterator[httpx.Response]:
        await self._spend()
        async with self.line.ask("GET", path) as response:
            yield response

    async def _spend(self) -> None:
        await self.budget.take(SPACE_TRACK_MINUTE)
        await self.budget.take(SPACE_TRACK_HOUR)

    async def _login_if_needed(self) -> None:
        if self.monotonic() < self._good_until:
            return
        credentials = self.credentials()
        if credentials.mark == self._denied and self.monotonic() < self._denied_until:
            raise _denied()
        await self._spend()
        self.line.client.cookies.clear()
        form = {"identity": credentials.identity, "password": credentials.password}
        async with self.line.ask("POST", LOGIN, form=form) as response:
            body = await short_body(response)
            if response.status_code in NOT_LOGGED_IN or b"failed" in body.lower():
                self._remember_denial(credentials)
                raise _denied()
            _check_body(response.status_code, body)
        self._good_until = self.monotonic() + SESSION_SECONDS

    def _remember_denial(self, credentials: Credentials) -> None:
        self._good_until = 0.0
        self._denied = credentials.mark
        self._denied_until = self.monotonic() + DENIED_SECONDS


def _denied() -> ProviderDeniedError:
    return ProviderDeniedError("space-track refuses the login: the operator must mend the credentials' file")


async def _check(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        _check_body(response.status_code, await short_body(response))


def _check_body(status: int, body: bytes) -> None:
    if status == httpx.codes.INTERNAL_SERVER_ERROR and any(word in body.lower() for word in LIMIT_WORDS):
        raise ProviderBusyError("space-track says that its limit is reached; it is asked again later")
    check_status(status)


def gp_path(days: int) -> str:
    """Return the query for the newest set of every object in orbit whose set is younger than so many days."""
    return (
        "/basicspacedata/query/class/gp/decay_date/null-val"
        f"/epoch/%3Enow-{days}/orderby/norad_cat_id/format/json/emptyresult/show"
    )


@dataclass(frozen=True, slots=True)
class SpaceTrackElements:
    """The whole `gp`: at most once an hour for an account."""

    name: str
    session: SpaceTrackSession
    days: int
    format: Format = Format.JSON

    async def pull(self, sink: Sink) -> None:
        """Give the answer to one query. Raises ProviderError."""
        slot = await self.session.budget.take(FULL_PULL)
        began = _Began(sink)
        try:
            async with self.session.query(gp_path(self.days)) as response:
                await pass_on(response, began, self.format)
        except ProviderError as error:
            told_to_wait = isinstance(error, ProviderBusyError) and not isinstance(error, SlotTakenError)
            if not (began.began or told_to_wait):
                await self.session.budget.give_back(slot)
            raise


@dataclass(slots=True)
class _Began:
    """A sink that knows whether anything has come: an hour is spent by an answer, not by a broken line."""

    sink: Sink
    began: bool = False

    async def feed(self, data: bytes) -> None:
        self.began = True
        await self.sink.feed(data)

    async def next_body(self) -> None:
        await self.sink.next_body()


@dataclass(frozen=True, slots=True)
class SpaceTrackFiles:
    """The newest file of a shared folder, as lines of a TLE."""

    name: str
    session: SpaceTrackSession
    folder: int
    format: Format = Format.TLE

    async def pull(self, sink: Sink) -> None:
        """Give the newest file. Raises ProviderError."""
        listing = (
            "/fileshare/query/class/file/predicates/file_id,file_uploaded"
            f"/folder_id/{self.folder}/orderby/file_uploaded%20desc/limit/1/format/json/emptyresult/show"
        )
        async with self.session.query(listing) as response:
            newest = _file_id(await short_body(response))
        async with self.session.query(f"/fileshare/query/class/download/file_id/{newest}") as response:
            await pass_on(response, sink, self.format)


def _file_id(body: bytes) -> int:
    try:
        newest = json.loads(body)[0]["file_id"]
        return int(newest)
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ProviderDownError("space-track's list of shared files has none that can be read") from None
