"""Routes about kernels: which there are, and what they cover."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.spice.api.parameters import PREFIX, Covers, Desk, OfDesk
from services.spice.kernels.candidates import Candidates
from services.spice.kernels.listing import Wanted, page
from services.spice.kernels.names import UnknownNameError
from services.spice.kernels.subjects import Subject, Subjects
from services.spice.kernels.view import KernelView, Sees
from shared.contracts.http.knowledge.kernels import KernelPage
from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.names.model import Quality
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import REVISION_MAX, AfterPath
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import NotFoundError, problems

QUALITIES = {one.name.lower(): one for one in Quality}
WORD_MAX = 80
"""Characters of a word: missions, codes of problems, names of bodies and frames are shorter."""

Word = Annotated[str | None, Query(max_length=WORD_MAX)]
AName = Annotated[str | None, Query(max_length=WORD_MAX, description="A name, or NAIF's code.")]

router = APIRouter(prefix=PREFIX, tags=["kernels"], dependencies=[Depends(needs(Scope.READ))])


class Asked:
    """What a request wants of kernels, in its own words: names are looked up in the projection."""

    def __init__(
        self,
        *,
        covers: Covers,
        kind: Family | None = None,
        body: AName = None,
        instrument: AName = None,
        frame: AName = None,
        mission: Word = None,
        quality: Annotated[str | None, Query(pattern=f"^({'|'.join(QUALITIES)})$")] = None,
        latest: Annotated[bool, Query(description="Only those that no newer version replaced.")] = False,
        added_since: Annotated[
            int | None, Query(ge=0, le=REVISION_MAX, description="Only those put after this revision.")
        ] = None,
        problem: Annotated[
            str | None, Query(max_length=WORD_MAX, description="Only those with this problem, or `any`.")
        ] = None,
    ) -> None:
        self._covers: Interval | None = covers
        self._kind = kind
        self._named = {"body": body, "instrument": instrument, "frame": frame}
        self._mission = mission
        self._quality = None if quality is None else QUALITIES[quality]
        self._latest = latest
        self._added_since = added_since
        self._problem = problem

    def wanted(self, view: KernelView, sees: Sees) -> Wanted:
        """Return what is wanted, names turned into codes. Raises NotFoundError."""
        return Wanted(
            kind=None if self._kind is None else self._kind.value,
            mission=self._mission,
            quality=self._quality,
            problem=self._problem,
            added_since=self._added_since,
            subjects=tuple(
                (found.subject, found.code)
                for subject, named in self._named.items()
                if named is not None
                for found in [subject_of(view, subject, named, sees)]
            ),
            with_shapes=True,
            covers=self._covers,
            latest=self._latest,
        )


def subject_of(view: KernelView, subject: str, named: str, sees: Sees) -> Subject:
    """Return what coverage has a subject under. Raises NotFoundError."""
    try:
        return Subjects(view, Candidates(view, sees)).named(subject, named)
    except UnknownNameError as error:
        raise NotFoundError(str(error)) from error


async def list_page(desk: Desk, asked: Asked, *, after: str, limit: int) -> KernelPage:
    """Return a page of what is asked for."""

    def read(view: KernelView) -> KernelPage:
        rows, following = page(view, asked.wanted(view, desk.sees), desk.sees, after=after, limit=limit)
        return KernelPage(revision=view.revision, kernels=tuple(rows), next=following)

    return await desk.context.ask(read)


@router.get("/kernels", responses=problems(404, 422, 503))
async def list_kernels(
    *,
    desk: OfDesk,
    asked: Annotated[Asked, Depends()],
    next_page: NextPage,
    after: AfterPath = "",
    limit: Limit = PAGE_MAX,
) -> KernelPage:
    """The kernels of the collection, page by page, by path."""
    found = await list_page(desk, asked, after=after, limit=limit)
    next_page.link(after=found.next)
    return found
