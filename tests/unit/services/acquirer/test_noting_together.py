"""Notes that come together are one transaction, and all of them are kept."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from services.acquirer.work.note_together import NoteTogether


class Kept:
    """Transactions that were ended well."""

    def __init__(self) -> None:
        self.transactions: list[list[str]] = []
        self.open: list[str] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep what the block writes."""
        self.open = []
        yield
        self.transactions.append(self.open)


async def test_notes_of_one_turn_are_one_transaction_and_later_ones_another():
    """Each is kept once its task goes on."""
    kept = Kept()
    together = NoteTogether(kept.transaction)

    async def note(name: str) -> None:
        await together.note(lambda: kept.open.append(name))
        assert any(name in some for some in kept.transactions)

    await asyncio.gather(*(note(name) for name in "abc"))
    await note("d")
    assert kept.transactions == [["a", "b", "c"], ["d"]]


async def test_the_note_of_a_task_that_is_cancelled_is_kept_with_the_others():
    """What it tells of has happened."""
    kept = Kept()
    together = NoteTogether(kept.transaction)
    gone = asyncio.create_task(together.note(lambda: kept.open.append("gone")))
    stays = asyncio.create_task(together.note(lambda: kept.open.append("stays")))
    await asyncio.sleep(0)
    gone.cancel()
    await stays
    assert kept.transactions == [["gone", "stays"]]


async def test_a_store_that_refuses_is_told_to_all_that_wrote():
    """No granule is taken for noted that is not."""

    def refuse() -> None:
        raise OSError("the disk is full")

    together = NoteTogether(Kept().transaction)
    told = await asyncio.gather(*(together.note(refuse) for _ in range(3)), return_exceptions=True)
    assert [str(error) for error in told] == ["the disk is full"] * 3
