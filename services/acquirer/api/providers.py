"""Routes about providers and feeds."""

from fastapi import APIRouter

from services.acquirer.api.parameters import ADMINS, PREFIX, READS, NamePart, OfAcquirer, moment
from services.acquirer.context import AcquirerContext
from services.acquirer.work.look_task import next_look
from shared.contracts.http.acquirer import FeedRow, ProviderRow
from shared.web.problem import NotFoundError, RefusedError, problems

router = APIRouter(prefix=PREFIX, tags=["providers"])


@router.get("/providers", dependencies=READS)
async def list_providers(context: OfAcquirer) -> list[ProviderRow]:
    """All providers with their feeds, and how the last look at each ended."""
    return [_row(context, name) for name in sorted(context.file.providers)]


@router.post("/providers/{name}/pause", dependencies=ADMINS, responses=problems(404))
async def pause_provider(context: OfAcquirer, name: NamePart) -> ProviderRow:
    """Ask a provider for nothing more; what runs ends."""
    return _paused(context, name, paused=True)


@router.post("/providers/{name}/resume", dependencies=ADMINS, responses=problems(404))
async def resume_provider(context: OfAcquirer, name: NamePart) -> ProviderRow:
    """Ask a provider again."""
    return _paused(context, name, paused=False)


@router.post("/feeds/{name}/look", dependencies=ADMINS, responses=problems(404, 409), status_code=202)
async def look_at_feed(context: OfAcquirer, name: NamePart) -> FeedRow:
    """Look at a feed now; the answer tells of the look before."""
    if name not in context.file.feeds:
        raise NotFoundError(f"no feed {name}: list them with GET {PREFIX}/providers")
    provider = context.file.feeds[name].provider
    if context.store.is_paused(provider):
        raise RefusedError(f"provider {provider} is paused: resume it first")
    context.looks[name].ring()
    return _feed(context, name)


def _paused(context: AcquirerContext, name: str, *, paused: bool) -> ProviderRow:
    if name not in context.file.providers:
        raise NotFoundError(f"no provider {name}: list them with GET {PREFIX}/providers")
    context.store.pause(name, paused=paused)
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
        paused=context.store.is_paused(name),
        held=name in context.held,
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
