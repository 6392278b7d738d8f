"""Routes about providers and feeds."""

from fastapi import APIRouter

from services.acquirer.api.parameters import ADMINS, PREFIX, READS, NamePart, OfAcquirer, moment
from services.acquirer.context import AcquirerContext
from services.acquirer.work.look_task import next_look
from services.acquirer.work.pauses import pause
from shared.bus.port import BusError, WrongLastSequenceError
from shared.contracts.http.acquirer import FeedRow, ProviderRow, RefusedRow
from shared.web.problem import BusyError, NotFoundError, RefusedError, problems

router = APIRouter(prefix=PREFIX, tags=["providers"])


@router.get("/providers", dependencies=READS)
async def list_providers(context: OfAcquirer) -> list[ProviderRow]:
    """All providers with their feeds, and how the last look at each ended."""
    return [_row(context, name) for name in sorted(context.file.providers)]


@router.get("/refused-settings", dependencies=READS)
async def list_refused(context: OfAcquirer) -> list[RefusedRow]:
    """Providers and feeds that were saved, and that this acquirer does not follow, with the reasons."""
    places = sorted(context.book.all_refused().items())
    named = ((place.partition("."), reason) for place, reason in places)
    return [RefusedRow(what=what.rstrip("s"), name=name, reason=reason) for (what, _, name), reason in named]


@router.post("/providers/{name}/pause", dependencies=ADMINS, responses=problems(404, 409, 503))
async def pause_provider(context: OfAcquirer, name: NamePart) -> ProviderRow:
    """Ask a provider for nothing more; what runs ends. All acquirers of the collection heed it."""
    return await _paused(context, name, paused=True)


@router.post("/providers/{name}/resume", dependencies=ADMINS, responses=problems(404, 409, 503))
async def resume_provider(context: OfAcquirer, name: NamePart) -> ProviderRow:
    """Ask a provider again."""
    return await _paused(context, name, paused=False)


@router.post("/feeds/{name}/look", dependencies=ADMINS, responses=problems(404, 409), status_code=202)
async def look_at_feed(context: OfAcquirer, name: NamePart) -> FeedRow:
    """Look at a feed now; the answer tells of the look before."""
    if name not in context.file.feeds:
        raise NotFoundError(f"no feed {name}: list them with GET {PREFIX}/providers")
    provider = context.file.feeds[name].provider
    if context.book.is_paused(provider):
        raise RefusedError(f"provider {provider} is paused: resume it first")
    context.looks[name].ring()
    return _feed(context, name)


async def _paused(context: AcquirerContext, name: str, *, paused: bool) -> ProviderRow:
    if name not in context.file.providers:
        raise NotFoundError(f"no provider {name}: list them with GET {PREFIX}/providers")
    try:
        await pause(context, name, paused=paused)
    except WrongLastSequenceError as error:
        raise RefusedError(f"somebody else changed provider {name} just now: look, and try again") from error
    except BusError as error:
        raise BusyError(f"unknown whether it was said, ask again: {error}") from error
    if not paused:
        context.wake(name)
    return _row(context, name)


def _row(context: AcquirerContext, name: str) -> ProviderRow:
    said = context.file.providers[name]
    return ProviderRow(
        provider=name,
        url=said.url,
        connections=said.connections,
        connected=context.pools[name].used,
        paused=context.book.is_paused(name),
        held=name in context.held,
        saved=name not in context.book.in_file.providers,
        feeds=tuple(
            _feed(context, feed) for feed, one in sorted(context.file.feeds.items()) if one.provider == name
        ),
    )


def _feed(context: AcquirerContext, name: str) -> FeedRow:
    said, last = context.file.feeds[name], context.store.last_look(name)
    row = FeedRow(
        feed=name,
        path=said.path,
        into=said.into,
        looks=f"every {said.every_seconds:g} s" if said.schedule is None else said.schedule.words(),
        next_look_at=next_look(context, name),
        granules=context.store.counts(name),
        saved=name not in context.book.in_file.feeds,
    )
    if last is None:
        return row
    return row.model_copy(
        update={
            "looked_at": moment(last.ended_at),
            "well_at": moment(last.well_at),
            "entries": last.entries,
            "files": last.files,
            "blame": last.blame,
            "error": last.error,
            "odd": last.odd,
        }
    )
