"""People's questions are answered over a connection of their own."""

import asyncio
import threading

import pytest

from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.catalog.store.projection_view import ask, projection_view
from tests.unit.shared.catalog.logging_commits import Log, file, fold_one, put


@pytest.fixture
def folded(tmp_path):
    """The path of a database, the projection in it, and a way to fold another commit."""
    path = tmp_path / "log.db"
    projection, log = Projection(open_database(path)), Log()

    def fold(*changes):
        log.write(*changes)
        sequence, message = log.messages[-1]
        projection.apply(fold_one(projection, message, sequence=sequence))

    fold(put("a", file("1")))
    return path, projection, fold


def test_a_view_stays_as_it_was_while_the_fold_goes_on(folded):
    """All that one question reads belongs to one revision; the next question sees what came since."""
    path, projection, fold = folded
    with projection_view(path) as view:
        assert view.live() == projection.live()
        before = view.position
        fold(put("b", file("2")))
        assert (view.position, len(view.live()), view.totals().files) == (before, 1, 1)
    with projection_view(path) as view:
        assert (view.position, view.live()) == (projection.position, projection.live())


async def test_a_question_is_answered_in_a_thread(folded):
    """The event loop goes on meanwhile."""
    path, projection, _ = folded

    def question(view):
        return threading.current_thread(), view.live()

    thread, entries = await ask(lambda: projection_view(path), question)
    assert thread is not threading.current_thread()
    assert entries == projection.live()


async def test_a_question_whose_caller_has_gone_ends(folded):
    """Threads are few, and whoever asks next waits for them."""
    path, _, fold = folded
    fold(*(put(f"d/{number:04d}", file("2")) for number in range(1_000)))
    begun, ended = threading.Event(), threading.Event()

    def question(view):
        begun.set()
        try:
            while True:
                view.live()
        finally:
            ended.set()

    asked = asyncio.create_task(ask(lambda: projection_view(path), question))
    await asyncio.to_thread(begun.wait)
    asked.cancel()
    assert await asyncio.to_thread(ended.wait, 120)
    with pytest.raises(asyncio.CancelledError):
        await asked
