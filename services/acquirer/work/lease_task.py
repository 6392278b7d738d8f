"""The lease of a provider: of all acquirers of a collection one asks it, so that its limits hold over all."""

import asyncio
import logging
from contextlib import suppress

from services.acquirer.context import AcquirerContext
from shared.bus.leases import RENEWALS
from shared.bus.port import BusError
from shared.contracts.bucket_keys import provider_key

log = logging.getLogger(__name__)


async def hold_forever(context: AcquirerContext, provider: str) -> None:
    """Hold a provider, or wait for it, until cancelled; then others may have it at once.

    Who loses it begins nothing more: what runs comes to its end. Who gets it begins once it knows what others
    have brought: else it would bring all that anew, over what people have made of it since.
    """
    name = provider_key(context.collection, provider)
    try:
        while True:
            _note(context, provider, held=await is_ours(context, provider, name))
            await asyncio.sleep(context.lease_seconds / (2 * RENEWALS))
    finally:
        context.held.discard(provider)
        with suppress(BusError):
            await context.handover.say()
        await context.leases.give_up(name)


async def is_ours(context: AcquirerContext, provider: str, name: str) -> bool:
    """Tell whether a provider is held, and all is known of it that others brought."""
    if not await context.leases.hold(name):
        return False
    if provider in context.held:
        return True
    try:
        async with asyncio.timeout(context.lease_seconds / (2 * RENEWALS)):
            await context.handover.catch_up()
    except (BusError, TimeoutError) as error:
        log.info("provider %s waits until it is known what others brought: %r", provider, error)
        return False
    return True


def _note(context: AcquirerContext, provider: str, *, held: bool) -> None:
    if held == (provider in context.held):
        return
    log.info("provider %s is %s", provider, "ours" if held else "another acquirer's")
    if not held:
        context.held.discard(provider)
        return
    context.held.add(provider)
    context.wake(provider)
