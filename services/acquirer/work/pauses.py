"""Pauses of providers: said on the bus, so that all acquirers of the collection heed them."""

from contextlib import suppress

from services.acquirer.context import AcquirerContext
from shared.bus.port import WrongLastSequenceError
from shared.contracts.messages.acquisition import ProviderVersion


async def pause(context: AcquirerContext, provider: str, *, paused: bool) -> None:
    """Say that nothing is asked of a provider, or that it is asked again.

    Raises:
        WrongLastSequenceError: somebody else said something of it meanwhile.
        BusError: unknown whether it was said.
    """
    before = context.book.providers.get(provider)
    word = ProviderVersion(
        collection=context.collection,
        provider=provider,
        settings=before.settings if before is not None else None,
        paused=paused,
        saved_at=context.clock.now(),
    )
    await context.book.providers.save(word)


async def carry_over(context: AcquirerContext) -> None:
    """Say the pauses that an earlier version of this service kept for itself alone.

    Raises:
        BusError: unknown whether it was said; call it again.
    """
    for provider in context.store.paused():
        if provider in context.file.providers and not context.book.is_paused(provider):
            with suppress(WrongLastSequenceError):  # What was said meanwhile is newer.
                await pause(context, provider, paused=True)
        context.store.forget_pause(provider)
