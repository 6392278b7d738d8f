"""The newest word on each name of a kind of subject: followed in memory, said with compare-and-set."""

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Bus, Message
from shared.contracts.topology import Stream
from shared.model.base import FrozenModel

Said = TypeVar("Said", bound=FrozenModel)


class Newest(Generic[Said]):
    """What was said last of each name. The stream's bound is the bound of this memory.

    Args:
        bus: where it is said.
        stream: keeps it.
        kind: of the words.
        subject: returns the subject of a name; of `*`, the pattern of all.
        name_of: returns the name that a word is on.
        is_over: tells that a word takes the name away.
        heard: called with each word, the older ones too.
    """

    def __init__(
        self,
        bus: Bus,
        *,
        stream: Stream,
        kind: type[Said],
        subject: Callable[[str], str],
        name_of: Callable[[Said], str],
        is_over: Callable[[Said], bool],
        heard: Callable[[Said], None] = lambda _: None,
    ) -> None:
        self._bus = bus
        self._stream = stream
        self._kind = kind
        self._subject = subject
        self._name_of = name_of
        self._is_over = is_over
        self._heard = heard
        self._said: dict[str, tuple[int, Said]] = {}

    async def run(self, *, ready: Callable[[], None]) -> None:
        """Follow until cancelled. `ready` is called once all that stood at the start is known.

        Raises:
            BusError: it cannot be begun; call it again.
        """
        subject = self._subject("*")
        head = await self._bus.caught_up(self._stream, subject)
        if head == 0:
            ready()
        async for message in self._bus.follow(self._stream, subject, after=0):
            self._take(message)
            if message.sequence >= head:
                ready()

    async def save(self, said: Said, *, after: int | None = None) -> int:
        """Say a word right after the one that is known, or after the one of a sequence; return its own.

        Raises:
            WrongLastSequenceError: somebody else said one meanwhile.
            BusError: unknown whether it was said.
        """
        name = self._name_of(said)
        expected = self.sequence(name) if after is None else after
        ack = await self._bus.publish(
            self._subject(name), encode(said), expected_last_subject_sequence=expected
        )
        self._note(ack.sequence, said)
        return ack.sequence

    def sequence(self, name: str) -> int:
        """Return the sequence of the newest word on a name; 0 where there is none."""
        found = self._said.get(name)
        return 0 if found is None else found[0]

    def get(self, name: str) -> Said | None:
        """Return the newest word on a name; None where there is none, or where it took the name away."""
        found = self._said.get(name)
        return None if found is None or self._is_over(found[1]) else found[1]

    def every(self) -> list[Said]:
        """Return the newest words on all names, by name."""
        return [said for _, (_, said) in sorted(self._said.items()) if not self._is_over(said)]

    def _take(self, message: Message) -> None:
        """Take in what was said; what makes no sense nobody of ours wrote, and it is passed over."""
        try:
            self._note(message.sequence, decode(self._kind, message.data))
        except BadMessageError:
            return

    def _note(self, sequence: int, said: Said) -> None:
        name = self._name_of(said)
        if sequence > self.sequence(name):
            self._said[name] = (sequence, said)
        self._heard(said)


async def follow_all(*words: Newest[Any], ready: Callable[[], None]) -> None:
    """Follow several kinds until cancelled. `ready` is called once all that stood at the start is known.

    Raises:
        ExceptionGroup: of BusError: one cannot be begun; call it again.
    """
    async with asyncio.TaskGroup() as group:
        heard = [asyncio.Event() for _ in words]
        for one, event in zip(words, heard, strict=True):
            group.create_task(one.run(ready=event.set))
        for event in heard:
            await event.wait()
        ready()
