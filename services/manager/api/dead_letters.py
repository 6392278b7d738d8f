"""Routes about dead letters."""

from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.manager.api.answers import DeadLetterDetail, DeadLetterPage, DeadLetterRow
from services.manager.api.dead_letter import DeadLetter
from services.manager.api.dead_letter_box import CannotRetryError, DeadLetterBox, NoSuchLetterError
from services.manager.api.parameters import REVISION_MAX, Limit
from services.manager.api.problem import NotFoundError, RefusedError, problems
from services.manager.context import ManagerContext

LETTER_ROWS = 100
"""Letters of a page where the caller names no limit."""

TEXT_MAX = 16 * 1024
"""Characters of a letter that are shown: enough to see what it is."""

LetterId = Annotated[int, Path(ge=1, le=REVISION_MAX, description="The id that the list shows.")]


def dead_router(context: ManagerContext) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["dead letters"])
    box = DeadLetterBox(context.bus, context.topology)

    @router.get("/dead", responses=problems(422, 503))
    async def list_letters(
        limit: Limit = LETTER_ROWS,
        after: Annotated[
            int, Query(ge=0, le=REVISION_MAX, description="The cursor of the page before: its `next`.")
        ] = 0,
    ) -> DeadLetterPage:
        """All dead letters of the bus, oldest first, page by page."""
        return await _page(box, after=after, limit=limit)

    @router.get("/dead/{number}", responses=problems(404, 422, 503))
    async def read_letter(number: LetterId) -> DeadLetterDetail:
        """One dead letter, opened."""
        try:
            return _detail(await box.read(number))
        except NoSuchLetterError as error:
            raise NotFoundError(str(error)) from error

    @router.post("/dead/{number}/retry", responses=problems(404, 409, 422, 503))
    async def retry_letter(number: LetterId) -> DeadLetterRow:
        """Publish the original again where it was published first, and drop the dead letter."""
        try:
            return _row(await box.retry(number))
        except NoSuchLetterError as error:
            raise NotFoundError(str(error)) from error
        except CannotRetryError as error:
            raise RefusedError(str(error)) from error

    @router.delete("/dead/{number}", responses=problems(404, 422, 503))
    async def drop_letter(number: LetterId) -> DeadLetterRow:
        """Drop a dead letter for ever."""
        try:
            return _row(await box.drop(number))
        except NoSuchLetterError as error:
            raise NotFoundError(str(error)) from error

    return router


async def _page(box: DeadLetterBox, *, after: int, limit: int) -> DeadLetterPage:
    rows: list[DeadLetterRow] = []
    async with aclosing(box.letters(after=after)) as letters:
        async for letter in letters:
            if len(rows) == limit:
                return DeadLetterPage(letters=tuple(rows), next=rows[-1].id)
            rows.append(_row(letter))
    return DeadLetterPage(letters=tuple(rows), next=None)


def _row(letter: DeadLetter) -> DeadLetterRow:
    return DeadLetterRow(
        id=letter.id,
        consumer=letter.consumer,
        stream=letter.stream,
        subject=letter.subject,
        attempts=letter.attempts,
        reason=letter.reason,
        size=letter.size,
    )


def _detail(letter: DeadLetter) -> DeadLetterDetail:
    return DeadLetterDetail(
        **_row(letter).model_dump(),
        sequence=letter.sequence,
        whole=letter.whole,
        headers=dict(letter.headers),
        text=letter.text(TEXT_MAX),
    )
