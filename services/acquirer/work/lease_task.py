"""The lease of a provider: of all acquirers of a collection one asks it, so that its limits hold over all."""

import asyncio
import logging

from services.acquirer.context import AcquirerContext
from shared.bus.leases import RENEWALS
from shared.contracts.bucket_keys import provider_key

log = logging.getLogger(__name__)


async def hold_forever(context: AcquirerContext, provider: str) -> None:
    """Hold a provider, or wait for it, until cancelled; then others may have it at once.

    Who loses it begins nothing more: what runs comes to its end.
    """
    name = provider_key(context.collection, provider)
    try:
        while True:
            _note(context, provider, held=await context.leases.hold(name))
            await asyncio.sleep(context.lease_seconds / (2 * RENEWALS))
    finally:
        context.held.discard(provider)
        await context.leases.give_up(name)


def _note(context: AcquirerContext, provider: str, *, held: bool) -> None:
    if held == (provider in context.held):
        return
    log.info("provider %s is %s", provider, "ours" if held else "another acquirer's")
    if not held:
        context.held.discard(provider)
        return
    context.held.add(provider)
    context.wake(provider)
