"""A fanout exchange of RabbitMQ that is told of frames, as OCS' archive tells its own."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractExchange
from aio_pika.exceptions import AMQPError

from services.archive.hooks.file import Exchange, HookFileError, read_secret
from services.archive.hooks.payload import Said
from services.archive.hooks.port import AwayError


@dataclass(slots=True)
class ExchangeReceiver:
    """Implements `Receiver`. A broker confirms what it has taken; without that it is sent again."""

    hook: Exchange
    address: str = field(repr=False)
    _connection: AbstractConnection | None = None
    _exchange: AbstractExchange | None = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, said: Said) -> None:
        """Publish one event, which survives a restart of the broker where a queue for it does."""
        message = aio_pika.Message(
            said.body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=said.number,
        )
        try:
            async with asyncio.timeout(self.hook.seconds):
                exchange = await self._open()
                await exchange.publish(message, routing_key="", mandatory=False)
        except (AMQPError, OSError, TimeoutError, RuntimeError) as error:
            # A RuntimeError is aio-pika's word for a channel that was closed meanwhile.
            await self.close()
            raise AwayError(f"the broker did not take it: {str(error) or type(error).__name__}") from error

    async def close(self) -> None:
        """Close the connection; the next event opens another."""
        connection, self._connection, self._exchange = self._connection, None, None
        if connection is not None:
            with suppress(AMQPError, OSError):
                await connection.close()

    async def _open(self) -> AbstractExchange:
        async with self._opening:
            if self._exchange is None:
                self._connection = await aio_pika.connect(self.address, timeout=self.hook.seconds)
                channel = await self._connection.channel(publisher_confirms=True)
                self._exchange = await channel.declare_exchange(
                    self.hook.exchange, aio_pika.ExchangeType.FANOUT, durable=True
                )
            return self._exchange


def open_exchange(hook: Exchange) -> ExchangeReceiver:
    """Return the receiver. Raises HookFileError: its address cannot be read, or is none."""
    address = read_secret(hook.address)
    if not address.startswith(("amqp://", "amqps://")):
        raise HookFileError(f"{hook.address} holds no address of a broker: it begins with amqps://")
    return ExchangeReceiver(hook, address)
