"""Deliveries of an archive, as its file names them."""

from collections.abc import Mapping

from services.archive.context import ArchiveContext
from services.archive.hooks.deliver import Delivery, HookFigures
from services.archive.hooks.exchange import open_exchange
from services.archive.hooks.file import Hook, HookFile
from services.archive.hooks.port import Receiver
from services.archive.hooks.webhook import open_webhook


def open_deliveries(context: ArchiveContext, file: HookFile) -> tuple[Delivery, ...]:
    """Return what delivers to each receiver. Raises HookFileError: a secret cannot be read."""
    receivers: Mapping[str, tuple[Hook, Receiver]] = {
        **{name: (hook, open_webhook(hook, now=context.clock.now)) for name, hook in file.webhooks.items()},
        **{name: (hook, open_exchange(hook)) for name, hook in file.exchanges.items()},
    }
    return tuple(
        Delivery(
            name=name,
            hook=hook,
            receiver=receiver,
            figures=context.figures.hooks.setdefault(name, HookFigures()),
            bus=context.bus,
            topology=context.topology,
            collection=context.collection,
            site=context.config.site,
            base=context.config.url().rstrip("/"),
            now=context.clock.now,
        )
        for name, (hook, receiver) in receivers.items()
    )
