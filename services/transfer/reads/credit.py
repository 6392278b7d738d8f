"""The credit of one reading: how far it may go, and whether anybody still wants it."""

import asyncio

from shared.bus.codec import BadMessageError, decode
from shared.bus.pubsub import Mailbox
from shared.contracts.messages.transfers.read import ReadCredit
from shared.contracts.messages.version import NewerSchemaError


class AskerGoneError(Exception):
    """Nobody wants the rest: the asker said so, or says nothing any more."""


class Credit:
    """Bytes that may be sent in all; it only grows."""

    def __init__(self, granted: int, *, patience: float) -> None:
        """Begin with what the request grants.

        Args:
            granted: bytes.
            patience: seconds without a word after which the asker is taken for gone.
        """
        self._granted = granted
        self._patience = patience
        self._gone = False
        self._news = asyncio.Event()

    async def hear(self, mailbox: Mailbox) -> None:
        """Take what the asker says, until it is gone."""
        while not self._gone:
            try:
                heard = await mailbox.next(timeout=self._patience)
            except TimeoutError:
                self._gone = True
            else:
                if heard is not None:
                    self._take(heard.data)
            self._news.set()

    async def covers(self, sent: int) -> None:
        """Wait until `sent` bytes in all may be sent.

        Raises:
            AskerGoneError: they never may.
        """
        while True:
            self._news.clear()
            if self._gone:
                raise AskerGoneError
            if self._granted >= sent:
                return
            await self._news.wait()

    def _take(self, data: bytes) -> None:
        try:
            said = decode(ReadCredit, data)
        except (BadMessageError, NewerSchemaError):
            return
        self._granted = max(self._granted, said.credit)
        self._gone = said.stop
