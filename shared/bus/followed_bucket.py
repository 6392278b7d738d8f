"""A bucket kept in memory by following it: asked as often as one likes, it costs the server nothing."""

import asyncio
from collections.abc import Callable, Mapping

from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.port import Bus, BusTimeoutError, Message
from shared.contracts.topology import Bucket


class FollowedBucket:
    """The newest value of each key, as far as it was heard. `run` has to run beside."""

    def __init__(
        self,
        bus: Bus,
        bucket: Bucket,
        *,
        keys: str = ">",
        monotonic: Callable[[], float],
        expires: float | None = None,
        silence: float | None = None,
        rests_after: float | None = None,
        heard: Callable[[str, Message | None], None] | None = None,
    ) -> None:
        """Know nothing yet.

        Args:
            bus: where the bucket is.
            bucket: its name.
            keys: of it that are followed; others are not heard of.
            monotonic: seconds, of this host alone.
            expires: seconds after which a value is forgotten that was not said again, where its writers give
                it a time to live: the server says nothing when one ends.
            silence: seconds without any value after which what is known is too old to be told.
            rests_after: seconds after the last question in which nothing is followed any more, until the next
                one; None where it always is. All that is said in a bucket goes to everybody who follows it.
            heard: told each key with its new value, None where it was removed, as it is heard.
        """
        self._bus = bus
        self._bucket = bucket
        self._keys = keys
        self._monotonic = monotonic
        self._expires = expires
        self._silence = silence
        self._rests_after = rests_after
        self._tell = heard or _tell_nobody
        self._heard: dict[str, tuple[Message, float]] = {}
        self._heard_at = monotonic()
        self._current = asyncio.Event()
        self._asked = asyncio.Event()
        self._asked_at = monotonic()

    async def run(self) -> None:
        """Follow until cancelled.

        Raises:
            BusError: it cannot be begun. What is known stays; call it again.
        """
        if self._rests_after is None:
            return await self._follow()
        while True:
            await self._asked.wait()
            async with asyncio.TaskGroup() as tasks:
                following = tasks.create_task(self._follow(), name=f"follow {self._bucket}")
                await self._until_unasked(self._rests_after)
                following.cancel()
            self._rest()

    async def _follow(self) -> None:
        stream, subject = bucket_stream(self._bucket), key_subject(self._bucket, self._keys)
        head = await self._bus.caught_up(stream, subject)
        if head == 0:
            self._has_heard()
        looked_again = False
        async for message in self._bus.follow(stream, subject, after=0):
            self._take(message)
            if message.sequence >= head and not looked_again:
                # What was said anew since the first look stands behind it, and no more where it stood.
                looked_again, head = True, await self._bus.caught_up(stream, subject)
            if message.sequence >= head:
                self._has_heard()

    async def values(self, *, within: float) -> Mapping[str, Message]:
        """Return all current keys with their values, once all that stood at the start was heard.

        Raises:
            BusTimeoutError: that was not so `within` seconds, or nothing was heard for too long.
        """
        await self.wait_current(within=within)
        now = self._monotonic()
        if self._silence is not None and now - self._heard_at > self._silence:
            raise BusTimeoutError(f"bucket {self._bucket} was silent for {now - self._heard_at:.0f} s")
        self._forget(now)
        return {key: message for key, (message, _) in self._heard.items()}

    @property
    def is_current(self) -> bool:
        """Whether all that stood at the start was heard."""
        return self._current.is_set()

    async def wait_current(self, *, within: float) -> None:
        """Wait until all that stood at the start was heard.

        Raises:
            BusTimeoutError: that was not so `within` seconds.
        """
        self._asked_at = self._monotonic()
        self._asked.set()
        if self._current.is_set():
            return
        try:
            async with asyncio.timeout(within):
                await self._current.wait()
        except TimeoutError as error:
            raise BusTimeoutError(f"bucket {self._bucket} was not heard within {within:g} s") from error

    async def _until_unasked(self, seconds: float) -> None:
        """Wait until nobody has asked for so long."""
        while (left := self._asked_at + seconds - self._monotonic()) > 0:  # noqa: ASYNC110  each puts it off
            await asyncio.sleep(left)

    def _rest(self) -> None:
        """Know nothing any more, until somebody asks."""
        self._asked.clear()
        self._current.clear()
        self._heard.clear()

    def _has_heard(self) -> None:
        self._heard_at = self._monotonic()
        self._current.set()

    def _take(self, message: Message) -> None:
        key = message.subject.removeprefix(key_subject(self._bucket, ""))
        if is_removed(message):
            self._heard.pop(key, None)
            self._tell(key, None)
        else:
            self._heard[key] = (message, self._monotonic())
            self._tell(key, message)

    def _forget(self, now: float) -> None:
        if self._expires is not None:
            gone = [key for key, (_, at) in self._heard.items() if now - at > self._expires]
            for key in gone:
                del self._heard[key]


def _tell_nobody(key: str, message: Message | None) -> None:
    """Do nothing."""
