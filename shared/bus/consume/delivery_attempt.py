"""One attempt at one message: runs the handler and decides what becomes of the message."""

import asyncio
import logging
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from random import Random

from shared.bus.codec import BadMessageError
from shared.bus.consume.dead_letters import DeadLetters
from shared.bus.consume.handler import HandBack, Handler, RetryableError
from shared.bus.consume.retry import RetryPolicy
from shared.bus.port import BusError, Delivery
from shared.contracts.channels import channel_of
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import ConsumerSpec
from shared.observability.task_context import handling
from shared.observability.tracing import SpanKind, Tracer

logger = logging.getLogger(__name__)

SHOWN_CHARACTERS = 300


@dataclass(slots=True)
class Figures:
    """What has become of messages so far."""

    handled: int = 0
    """Messages whose effect is durable and noted."""
    failed: int = 0
    """Attempts that failed; handing back is no failure."""
    buried: int = 0
    """Messages that became dead letters."""
    in_flight: int = 0
    """Messages being handled now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What attempts share."""

    dead: DeadLetters
    policy: RetryPolicy
    source: Random
    figures: Figures
    tracer: Tracer
    prefix: str
    """First token of every subject."""


class Attempt:
    """Ends a delivery with exactly one of ack, nak and a dead letter, whatever the handler does."""

    def __init__(self, delivery: Delivery, spec: ConsumerSpec, handler: Handler, *, rules: Rules) -> None:
        self._delivery = delivery
        self._spec = spec
        self._handler = handler
        self._rules = rules

    async def run(self) -> None:
        """Handle the message to its end. Only cancellation comes out of here."""
        self._rules.figures.in_flight += 1
        message = self._delivery.message
        try:
            with handling(
                subject=message.subject,
                sequence=message.sequence,
                headers=message.headers,
                delivery=self._delivery.attempt,
            ):
                await self._end()
        finally:
            self._rules.figures.in_flight -= 1

    async def _end(self) -> None:
        try:
            await self._decide()
        except BusError as error:
            # The ack, nak or copy may not have arrived: the message comes again after its ack wait.
            self._log(logging.WARNING, "not ended", error)
        except asyncio.CancelledError:
            with suppress(BusError):
                await self._delivery.nak(delay=0)
            raise

    async def _decide(self) -> None:
        try:
            await self._handle()
        except HandBack as error:
            self._log(logging.INFO, "handed back", error)
            await self._delivery.nak(delay=error.delay)
        except NewerSchemaError as error:
            self._log(logging.ERROR, "waits for an upgrade", error)
            await self._delivery.nak(delay=self._rules.policy.backoff.longest)
        except BadMessageError as error:
            await self._bury(f"cannot be understood: {error}")
        except BusError as error:
            await self._try_again(error)
        except RetryableError as error:
            await self._try_again_or_bury(error, reason=str(error))
        except Exception as error:
            logger.exception("a handler of %s failed, which is our fault", self._spec.name)
            reason = f"our fault, please report it: {type(error).__name__}: {error}"
            await self._try_again_or_bury(error, reason=reason)
        else:
            await self._delivery.ack()
            self._rules.figures.handled += 1

    async def _handle(self) -> None:
        """Run the handler, and tell the server every third of the ack wait that the work goes on."""
        beating = asyncio.create_task(self._beat())
        try:
            with self._span():
                await self._handler(self._delivery.message)
        finally:
            beating.cancel()
            await asyncio.wait([beating])

    def _span(self) -> AbstractContextManager[None]:
        message, prefix = self._delivery.message, self._rules.prefix
        channel = channel_of(message.subject, prefix=prefix)
        return self._rules.tracer.span(
            f"process {channel.name if channel is not None else self._spec.stream}",
            kind=SpanKind.CONSUMER,
            attributes={
                # By OpenTelemetry's conventions for messaging.
                "messaging.system": "nats",
                "messaging.operation.type": "process",
                "messaging.operation.name": "process",
                "messaging.destination.name": message.subject,
                "messaging.destination.template": channel.address(prefix) if channel else self._spec.subject,
                "messaging.consumer.group.name": self._spec.name,
                "messaging.message.body.size": len(message.data),
                "spicerack.stream.sequence": message.sequence,
                "spicerack.delivery": self._delivery.attempt,
            },
            expected=(HandBack,),
        )

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._spec.ack_wait / 3)
            with suppress(BusError):
                await self._delivery.in_progress()

    async def _try_again_or_bury(self, error: Exception, *, reason: str) -> None:
        attempt = self._delivery.attempt
        if self._rules.policy.exhausted(attempt):
            await self._bury(f"failed {attempt} times, the last time: {reason}")
        else:
            await self._try_again(error)

    async def _try_again(self, error: Exception) -> None:
        self._rules.figures.failed += 1
        delay = self._rules.policy.delay(self._delivery.attempt, self._rules.source)
        self._log(logging.WARNING, f"tried again in {delay:.1f} s", error)
        await self._delivery.nak(delay=delay)

    async def _bury(self, reason: str) -> None:
        self._rules.figures.failed += 1
        self._log(logging.ERROR, "dead letter", reason)
        await self._rules.dead.bury(self._delivery, self._spec, reason=reason)
        self._rules.figures.buried += 1

    def _log(self, level: int, what: str, why: object) -> None:
        logger.log(level, "%s: %s: %s", self._spec.name, what, str(why)[:SHOWN_CHARACTERS])
