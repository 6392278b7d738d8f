"""Providers out of settings."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from services.satellites.catalogue.ephemerides.gather import StateGathering
from services.satellites.catalogue.refresh import ElementsLoader, Loader
from services.satellites.propagate.earth.iers_tables import bundled_tables
from services.satellites.providers.budget import Budget, BusBudget, LocalBudget
from services.satellites.providers.credentials import account_mark, read_credentials
from services.satellites.providers.ephemerides import FolderEphemerides
from services.satellites.providers.folder import FolderElements
from services.satellites.providers.http import Line
from services.satellites.providers.port import Provider, ProviderDeniedError
from services.satellites.providers.space_track import SpaceTrackElements, SpaceTrackFiles, SpaceTrackSession
from services.satellites.providers.web import WebElements
from services.satellites.settings import (
    AnySource,
    EphemeridesSettings,
    FolderSettings,
    SpaceTrackSettings,
    WebSettings,
)
from shared.bus.port import Bus
from shared.observability.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What providers are made with."""

    bus: Bus | None
    """None: no other process uses the accounts."""
    secret: bytes
    """Makes names of accounts on the bus that nobody else can tell."""
    monotonic: Callable[[], float]
    source: random.Random
    clock: Clock


@asynccontextmanager
async def loaders_of(sources: tuple[AnySource, ...], making: Making) -> AsyncIterator[list[Loader]]:
    """Yield a loader for each source, with their connections for as long as the block lasts."""
    async with AsyncExitStack() as stack:
        yield [_loader(source, making, stack) for source in sources]


def _loader(source: AnySource, making: Making, stack: AsyncExitStack) -> Loader:
    if not isinstance(source, EphemeridesSettings):
        return ElementsLoader(_provider(source, making, stack), making.clock)

    def begin() -> StateGathering:
        return StateGathering(
            source.name,
            source.format,
            source.state_rules(),
            source.limits(),
            now=making.clock.now(),
            leaps=bundled_tables(),
        )

    return FolderEphemerides(source.name, source.folder, f".{source.format}", begin)


def _provider(
    source: SpaceTrackSettings | WebSettings | FolderSettings, making: Making, stack: AsyncExitStack
) -> Provider:
    match source:
        case FolderSettings():
            return FolderElements(source.name, source.folder, source.format)
        case WebSettings():
            budget = _budget(making, source.url)
            line = _line(source.url, source, stack)
            seconds = source.minutes * 60.0
            return WebElements(source.name, line, source.paths, source.format, budget, seconds)
        case SpaceTrackSettings():
            return _space_track(source, making, stack)


def _space_track(source: SpaceTrackSettings, making: Making, stack: AsyncExitStack) -> Provider:
    session = SpaceTrackSession(
        _line(source.url, source, stack),
        lambda: read_credentials(source.credentials_file),
        _budget(making, _identity(source)),
        making.monotonic,
    )
    if source.folder is None:
        return SpaceTrackElements(source.name, session, source.days)
    return SpaceTrackFiles(source.name, session, source.folder)


def _identity(source: SpaceTrackSettings) -> str:
    """Return the account whose limits hold; the file's name while the file is not there yet."""
    try:
        return read_credentials(source.credentials_file).identity
    except ProviderDeniedError:
        return str(source.credentials_file)


def _line(url: str, source: SpaceTrackSettings | WebSettings, stack: AsyncExitStack) -> Line:
    line = Line(url, ca_file=source.ca_file)
    stack.push_async_callback(line.close)
    return line


def _budget(making: Making, account: str) -> Budget:
    if making.bus is None:
        return LocalBudget(making.monotonic)
    mark = account_mark(account, making.secret)
    return BusBudget(making.bus, mark, making.source, making.clock)
