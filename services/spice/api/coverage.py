"""The route of coverage: when a body, an instrument or a frame is covered by all kernels together."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.spice.api.kernels import QUALITIES, AName, Word, subject_of
from services.spice.api.parameters import PREFIX, Covers, OfDesk
from services.spice.kernels.candidates import Candidates
from services.spice.kernels.listing import Wanted, row, wanted_kernels
from services.spice.kernels.spans import span, spans_within
from services.spice.kernels.view import KernelView, Sees
from services.spice.sets.mounting import Mounting
from shared.contracts.http.knowledge.kernels import CoverageAnswer, KernelRow, Span
from shared.spice.coverage.intervals import common, gaps, union
from shared.spice.coverage.model import Interval, Subject
from shared.web.authorise import Scope, needs
from shared.web.problem import MalformedError, RefusedError, problems

KERNELS_MAX = 20_000
"""Kernels of one answer: some MiB of JSON."""

router = APIRouter(prefix=PREFIX, tags=["coverage"], dependencies=[Depends(needs(Scope.READ))])


@router.get("/coverage", responses=problems(404, 409, 422, 503))
async def read_coverage(
    *,
    desk: OfDesk,
    covers: Covers,
    body: AName = None,
    instrument: AName = None,
    frame: AName = None,
    mission: Word = None,
    quality: Annotated[str | None, Query(pattern=f"^({'|'.join(QUALITIES)})$")] = None,
    to_inertial: Annotated[
        bool,
        Query(description="Whether the frames that a structure is mounted on are to be covered, too."),
    ] = False,
    kernels: Annotated[bool, Query(description="Whether each kernel is told with its own times.")] = True,
) -> CoverageAnswer:
    """When one subject is covered, with the gaps between, and by which kernels."""
    named = {"body": body, "instrument": instrument, "frame": frame}
    given = [(subject, name) for subject, name in named.items() if name is not None]
    if len(given) != 1:
        raise MalformedError("say one of body, instrument and frame")
    subject, name = given[0]

    def read(view: KernelView) -> CoverageAnswer:
        asked = subject_of(view, subject, name, desk.sees)
        wanted = Wanted(
            subjects=((asked.subject, asked.code),),
            mission=mission,
            quality=None if quality is None else QUALITIES[quality],
        )
        found = coverage(view, wanted, desk.sees, within=covers, with_kernels=kernels)
        told = found.model_copy(update={"name": asked.name, "notes": asked.notes})
        return _mounted(view, told, desk.sees, within=covers, to_inertial=to_inertial)

    return await desk.context.ask(read)


def coverage(
    view: KernelView, wanted: Wanted, sees: Sees, *, within: Interval | None, with_kernels: bool
) -> CoverageAnswer:
    """Return when the one subject that is wanted is covered.

    Raises:
        RefusedError: by more kernels than one answer tells.
    """
    spans: list[Interval] = []
    rows: list[KernelRow] = []
    untimed: list[str] = []
    exact = True
    for kernel, covered in wanted_kernels(view, wanted, sees):
        own = union(part for one in covered for part in spans_within(one.intervals or (), within))
        spans += own
        exact = exact and all(one.exact for one in covered)
        if any(one.intervals is None for one in covered):
            untimed.append(kernel.path)
        if own and with_kernels:
            rows.append(row(view, kernel, covered, wanted, sees))
        if len(rows) > KERNELS_MAX:
            raise RefusedError(f"more than {KERNELS_MAX} kernels cover it: say kernels=false, or covers=")
    whole = union(spans)
    (subject, code), *_ = wanted.subjects
    return CoverageAnswer(
        revision=view.revision,
        subject=subject,
        code=code,
        **_spans(whole, within),
        exact=exact,
        kernels=tuple(rows),
        untimed=tuple(untimed),
    )


def _spans(whole: Sequence[Interval], within: Interval | None) -> dict[str, tuple[Span, ...]]:
    ends = within or ((whole[0][0], whole[-1][1]) if whole else None)
    between = () if ends is None else gaps(whole, *ends)
    return {"spans": tuple(map(span, whole)), "gaps": tuple(map(span, between))}


def _mounted(
    view: KernelView, found: CoverageAnswer, sees: Sees, *, within: Interval | None, to_inertial: bool
) -> CoverageAnswer:
    """Return the coverage of a structure with what it is mounted on: counted, or noted."""
    if found.subject != Subject.INSTRUMENT or not found.spans:
        return found
    own = [(one.start, one.stop) for one in found.spans]
    mounting = Mounting(view, Candidates(view, sees), within or (own[0][0], own[-1][1]))
    if to_inertial:
        return found.model_copy(update=_spans(common(own, mounting.pointed(found.code)), within))
    notes = tuple(
        f"it is mounted on {name}, which turns, too: `to_inertial` counts when both are covered"
        for name in mounting.turning(found.code)
    )
    return found.model_copy(update={"notes": (*found.notes, *notes)})
