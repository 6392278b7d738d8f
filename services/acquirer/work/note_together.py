"""Notes of what became of granules: those that come in one turn of the event loop are one transaction."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

Note = Callable[[], None]
"""Writes what became of one granule."""


@dataclass(slots=True)
class _Turn:
    notes: list[Note] = field(default_factory=list)
    is_over: bool = False
    error: Exception | None = None
    """Why none of them was kept."""


class NoteTogether:
    """Granules that are published together end in one turn: a transaction of each took longer than the rest.

    Args:
        transaction: of the store that the notes write to, all of them or none.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[None]]) -> None:
        self._transaction = transaction
        self._turn = _Turn()

    async def note(self, one: Note) -> None:
        """Write a note, with all that come before the event loop turns; return once it is kept."""
        turn = self._turn
        turn.notes.append(one)
        await asyncio.sleep(0)
        if not turn.is_over:
            self._turn, turn.is_over = _Turn(), True
            self._write(turn)
        if turn.error is not None:
            raise turn.error

    def _write(self, turn: _Turn) -> None:
        try:
            with self._transaction():
                for write in turn.notes:
                    write()
        except Exception as error:  # noqa: BLE001 - raised to each of them
            turn.error = error
