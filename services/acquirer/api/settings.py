"""Routes about the settings of providers and feeds: read, saved with compare-and-set, removed."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Header, Response

from services.acquirer.api.parameters import ADMINS, PREFIX, NamePart, OfAcquirer
from services.acquirer.feeds.model import AcquirerFile, Feed, Provider
from services.acquirer.feeds.read_file import AcquirerFileError, credentials_of
from services.acquirer.feeds.saved import IN_FILE, SettingsError, read_feed, read_provider
from shared.bus.newest import Newest, Said
from shared.bus.port import BusError, WrongLastSequenceError
from shared.contracts.http.acquirer import FeedSettings, ProviderSettings
from shared.contracts.messages.acquisition import (
    SETTINGS_BYTES_MAX,
    FeedVersion,
    ProviderVersion,
    Settings,
)
from shared.states.values import TooLargeError, check_size
from shared.web.problem import BusyError, ChangedError, MalformedError, NotFoundError, RefusedError, problems

SETTINGS_DEPTH_MAX = 8
"""Of tables in tables: schedules and kinds of files need three."""

router = APIRouter(prefix=PREFIX, tags=["providers"])

IfMatch = Annotated[
    str | None,
    Header(
        pattern=r'^"[0-9]{1,18}"$',
        description='The `ETag` of what is replaced, `"0"` where nothing is; without it, of what stands.',
    ),
]


@router.get("/providers/{name}", dependencies=ADMINS, responses=problems(404))
async def read_provider_settings(context: OfAcquirer, name: NamePart, response: Response) -> ProviderSettings:
    """The settings of a provider, and who says them. Secrets are names of files."""
    said = context.book.providers.get(name)
    saved = said.settings if said is not None else None
    settings = _settings(context.book.in_file.providers.get(name), saved)
    if settings is None:
        raise NotFoundError(f"no provider {name}: list them with GET {PREFIX}/providers")
    return ProviderSettings(
        provider=name,
        settings=settings,
        saved=name not in context.book.in_file.providers,
        version=_tagged(response, context.book.providers.sequence(name)),
        paused=context.book.is_paused(name),
        refused=context.book.refused(f"providers.{name}"),
    )


@router.put("/providers/{name}", dependencies=ADMINS, responses=problems(409, 412, 422, 503))
async def save_provider(
    *,
    context: OfAcquirer,
    name: NamePart,
    settings: Settings,
    response: Response,
    if_match: IfMatch = None,
) -> ProviderSettings:
    """Save a provider as a table of the acquirer's file has it; all acquirers of the collection follow it."""
    book = context.book
    _check_free("provider", name, book.in_file.providers)
    _check_room(book.providers, name, context.saved_max)
    try:
        _check_form(settings)
        credentials_of(read_provider(name, settings, secrets=book.secrets))
    except (SettingsError, AcquirerFileError) as error:
        raise MalformedError(str(error)) from error
    word = ProviderVersion(
        collection=context.collection,
        provider=name,
        settings=settings,
        paused=book.is_paused(name),
        saved_at=context.clock.now(),
    )
    await _save(book.providers, word, f"provider {name}", if_match)
    return await read_provider_settings(context, name, response)


@router.delete(
    "/providers/{name}", dependencies=ADMINS, responses=problems(404, 409, 412, 503), status_code=204
)
async def remove_provider(context: OfAcquirer, name: NamePart, if_match: IfMatch = None) -> None:
    """Remove a provider that was saved. What came from it stays; what runs comes to its end."""
    said = context.book.providers.get(name)
    _check_free("provider", name, context.book.in_file.providers)
    if said is None or said.settings is None:
        raise NotFoundError(f"no provider {name} was saved: list them with GET {PREFIX}/providers")
    feeds = _feeds_of(context.book.file, context.book.feeds, name)
    if feeds:
        raise RefusedError(f"feeds of provider {name} are there: remove them first: {', '.join(feeds[:10])}")
    word = said.model_copy(update={"settings": None, "paused": False, "saved_at": context.clock.now()})
    await _save(context.book.providers, word, f"provider {name}", if_match)


@router.get("/feeds/{name}", dependencies=ADMINS, responses=problems(404))
async def read_feed_settings(context: OfAcquirer, name: NamePart, response: Response) -> FeedSettings:
    """The settings of a feed, and who says them."""
    said = context.book.feeds.get(name)
    settings = _settings(context.book.in_file.feeds.get(name), said.settings if said is not None else None)
    if settings is None:
        raise NotFoundError(f"no feed {name}: list them with GET {PREFIX}/providers")
    return FeedSettings(
        feed=name,
        settings=settings,
        saved=name not in context.book.in_file.feeds,
        version=_tagged(response, context.book.feeds.sequence(name)),
        refused=context.book.refused(f"feeds.{name}"),
    )


@router.put("/feeds/{name}", dependencies=ADMINS, responses=problems(409, 412, 422, 503))
async def save_feed(
    *,
    context: OfAcquirer,
    name: NamePart,
    settings: Settings,
    response: Response,
    if_match: IfMatch = None,
) -> FeedSettings:
    """Save a feed as a table of the acquirer's file has it; it is looked at at once."""
    _check_free("feed", name, context.book.in_file.feeds)
    _check_room(context.book.feeds, name, context.saved_max)
    try:
        _check_form(settings)
        read_feed(name, settings, providers=context.file.providers)
    except SettingsError as error:
        raise MalformedError(str(error)) from error
    word = FeedVersion(
        collection=context.collection, feed=name, settings=settings, saved_at=context.clock.now()
    )
    await _save(context.book.feeds, word, f"feed {name}", if_match)
    return await read_feed_settings(context, name, response)


@router.delete("/feeds/{name}", dependencies=ADMINS, responses=problems(404, 409, 412, 503), status_code=204)
async def remove_feed(context: OfAcquirer, name: NamePart, if_match: IfMatch = None) -> None:
    """Remove a feed that was saved. What came from it stays; saved again, it goes on where it was."""
    said = context.book.feeds.get(name)
    _check_free("feed", name, context.book.in_file.feeds)
    if said is None:
        raise NotFoundError(f"no feed {name} was saved: list them with GET {PREFIX}/providers")
    word = said.model_copy(update={"settings": None, "saved_at": context.clock.now()})
    await _save(context.book.feeds, word, f"feed {name}", if_match)


def _settings(in_file: Provider | Feed | None, saved: Settings | None) -> Settings | None:
    if in_file is None:
        return saved
    settings: Settings = in_file.model_dump(mode="json", exclude_unset=True)
    return settings


def _check_free(what: str, name: str, in_file: Mapping[str, object]) -> None:
    """Raise RefusedError where the file of this acquirer says it."""
    if name in in_file:
        raise RefusedError(f"{what} {name}: {IN_FILE}")


def _check_room(saved: Newest[Said], name: str, most: int) -> None:
    if saved.get(name) is None and len(saved.every()) >= most:
        raise RefusedError(
            f"{most} are saved, which is all that SPICERACK_ACQUIRER_SAVED_MAX allows: remove some first"
        )


def _check_form(settings: Settings) -> None:
    try:
        check_size(settings, SETTINGS_BYTES_MAX, SETTINGS_DEPTH_MAX)
    except TooLargeError as error:
        raise SettingsError(str(error)) from error


def _feeds_of(file: AcquirerFile, saved: Newest[FeedVersion], provider: str) -> list[str]:
    """Return the feeds of a provider, those too that are not followed here."""
    followed = {name for name, feed in file.feeds.items() if feed.provider == provider}
    said = {one.feed for one in saved.every() if (one.settings or {}).get("provider") == provider}
    return sorted(followed | said)


def _tagged(response: Response, version: int) -> int:
    response.headers["ETag"] = f'"{version}"'
    return version


async def _save(saved: Newest[Said], word: Said, what: str, if_match: str | None) -> None:
    after = None if if_match is None else int(if_match.strip('"'))
    try:
        await saved.save(word, after=after)
    except WrongLastSequenceError as error:
        if after is not None:
            raise ChangedError(
                f"{what} is not as of version {after} any more: look, and try again"
            ) from error
        raise RefusedError(f"somebody else saved {what} just now: look, and try again") from error
    except BusError as error:
        raise BusyError(f"unknown whether {what} was saved, ask again: {error}") from error
