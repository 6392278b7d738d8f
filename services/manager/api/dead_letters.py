"""Routes about dead letters."""

from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from services.manager.api.dead_letter import DeadLetter
from services.manager.api.dead_letter_box import DeadLetterBox
from shared.contracts.http.dead_letters import DeadLetterDetail, DeadLetterPage, DeadLetterRow
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX, REVISION_MAX
from shared.web.dependencies import provided
from shared.web.paging import Limit, NextPage
from shared.web.problem import problems

LETTER_ROWS = 100
"""Letters of a page where the caller names no limit."""

TEXT_MAX = 16 * 1024
"""Characters of a letter that are shown: enough to see what it is."""

LetterId = Annotated[int, Path(ge=1, le=REVISION_MAX, description="The id that the list shows.")]


router = APIRouter(
    prefix=PREFIX, tags=["dead letters"], dependencies=[Depends(needs(Scope.ADMIN, everywhere=True))]
)

Box = Annotated[DeadLetterBox, Depends(provided(DeadLetterBox))]


@router.get("/dead", responses=problems(422, 503))
async def list_letters(
    box: Box,
    next_page: NextPage,
    limit: Limit = LETTER_ROWS,
    after: Annotated[
        int, Query(ge=0, le=REVISION_MAX, description="The cursor of the page before: its `next`.")
    ] = 0,
) -> DeadLetterPage:
    """All dead letters of the bus, oldest first, page by page."""
    page = await _page(box, after=after, limit=limit)
    next_page.link(after=page.next)
    return page


@router.get("/dead/{number}", responses=problems(404, 422, 503))
async def read_letter(number: LetterId, box: Box) -> DeadLetterDetail:
    """One dead letter, opened."""
    return _detail(await box.read(number))


@router.post("/dead/{number}/retry", responses=problems(404, 409, 422, 503))
async def retry_letter(number: LetterId, box: Box) -> DeadLetterRow:
    """Publish the original again where it was published first, and drop the dead letter."""
    return _row(await box.retry(number))


@router.delete("/dead/{number}", responses=problems(404, 422, 503))
async def drop_letter(number: LetterId, box: Box) -> DeadLetterRow:
    """Drop a dead letter for ever."""
    return _row(await box.drop(number))


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
