"""Lists of kernels as one caller sees them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from services.spice.kernels.seen_times import SeenTimes
from services.spice.kernels.spans import span, spans_within
from services.spice.kernels.view import Covered, Kernel, KernelView, Sees
from shared.contracts.http.knowledge.kernels import CoveredSubject, KernelRow
from shared.contracts.messages.description import ContentProblem
from shared.spice.builtin.bodies import names_by_code
from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval, Subject
from shared.spice.names.model import Quality
from shared.spice.sets.cover import without

AT_A_TIME = 1000
"""Rows that are read at once while those that do not fit are passed over."""

LOOKED_MAX = 200_000
"""Rows that one page looks at: a second or two. A page may end before it is full, and still have a next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a kernel must be to be listed."""

    kind: str | None = None
    mission: str | None = None
    quality: Quality | None = None
    problem: str | None = None
    added_since: int | None = None
    """Put by a commit above this revision."""
    subjects: tuple[tuple[str, int], ...] = ()
    """Subject and code: all of them have to be covered."""
    with_shapes: bool = False
    """Whether a DSK is one of its body's kernels: it tells nothing of where the body is."""
    covers: Interval | None = None
    """TDB: some of it has to be covered."""
    latest: bool = False
    year: int | None = None
    """In its name."""

    @property
    def shows_coverage(self) -> bool:
        """Whether rows tell what they cover."""
        return bool(self.subjects) or self.covers is not None

    def condition(self) -> tuple[str, list[str | int]]:
        """Return the condition that SQL can judge by itself, and its values."""
        parts: list[str] = ["1"]
        values: list[str | int] = []
        for text, value in (
            ("coalesce(nullif(content.family, ''), kernel.family) = ?", self.kind),
            ("kernel.mission = ?", self.mission),
            ("kernel.quality = ?", None if self.quality is None else int(self.quality)),
            ("kernel.revision > ?", self.added_since),
            ("kernel.year = ?", self.year),
            (
                "EXISTS (SELECT 1 FROM json_each(content.problems) WHERE value ->> 'code' = ?)",
                None if self.problem in (None, "any") else self.problem,
            ),
        ):
            if value is not None:
                parts.append(text)
                values.append(value)
        if self.problem == "any":
            parts.append("content.problems != '[]'")
        for subject, code in self.subjects:
            also = Subject.SHAPE if self.with_shapes and subject == Subject.BODY else subject
            parts.append(
                "kernel.content IN (SELECT content FROM coverage WHERE subject IN (?, ?) AND code = ?)"
            )
            values += (subject, also, code)
        return " AND ".join(parts), values

    def asked_as(self, one: Covered) -> tuple[str, int]:
        """Return the subject and code that a coverage answers to."""
        is_shape = self.with_shapes and one.subject == Subject.SHAPE
        return Subject.BODY.value if is_shape else one.subject, one.code


def page(
    view: KernelView, wanted: Wanted, sees: Sees, *, after: str, limit: int
) -> tuple[list[KernelRow], str | None]:
    """Return the first kernels after a path that are wanted, and where the next page begins."""
    rows: list[KernelRow] = []
    for kernel, covered in wanted_kernels(view, wanted, sees, after=after):
        if len(rows) == limit:
            return rows, rows[-1].path
        rows.append(row(view, kernel, covered, wanted, sees))
    return rows, None


def wanted_kernels(
    view: KernelView, wanted: Wanted, sees: Sees, *, after: str = ""
) -> Iterator[tuple[Kernel, list[Covered]]]:
    """Yield the kernels that are wanted, with what they cover of what is asked for."""
    where, values = wanted.condition()
    times = SeenTimes(view, sees)
    while True:
        found = view.after(after, limit=AT_A_TIME, where=where, values=values)
        seen = [one for one in found if sees(one.path)]
        coverage = view.coverage_of(one.content for one in seen) if wanted.shows_coverage else {}
        for kernel in seen:
            asked = (one for one in coverage.get(kernel.content, ()) if _is_asked(one, wanted))
            covered = times.of(asked)
            if not _fits(covered, wanted):
                continue
            if wanted.latest and _is_replaced(view, kernel, covered, wanted, times):
                continue
            yield kernel, covered
        if len(found) < AT_A_TIME:
            return
        after = found[-1].path


def _is_replaced(
    view: KernelView, kernel: Kernel, covered: Sequence[Covered], wanted: Wanted, times: SeenTimes
) -> bool:
    """Tell whether newer versions replaced a kernel: at the times that are asked for, where any are."""
    newer = view.newer_versions(kernel, times.sees)
    if not newer or wanted.covers is None:
        return bool(newer)
    theirs = view.coverage_of(one.content for one in newer).values()
    own, by_newer = (_when(those, wanted) for those in (covered, times.of(chain.from_iterable(theirs))))
    return all(not without(spans, by_newer.get(subject, ())) for subject, spans in own.items())


def _when(covered: Iterable[Covered], wanted: Wanted) -> dict[tuple[str, int], tuple[Interval, ...]]:
    """Return when each thing is covered, of the times that are asked for."""
    found: dict[tuple[str, int], list[Interval]] = {}
    for one in covered:
        spans = spans_within(one.intervals or (), wanted.covers)
        found.setdefault(wanted.asked_as(one), []).extend(spans)
    return {subject: union(spans) for subject, spans in found.items()}


def row(
    view: KernelView, kernel: Kernel, covered: Sequence[Covered], wanted: Wanted, sees: Sees
) -> KernelRow:
    """Return a kernel as answers have it."""
    problems = kernel.problems() if wanted.problem is not None else []
    return KernelRow(
        path=kernel.path,
        content=kernel.content,
        size=kernel.size,
        revision=kernel.revision,
        kind=kernel.family,
        form=kernel.form,
        mission=kernel.mission,
        quality=Quality(kernel.quality).name.lower(),
        described=kernel.told == "recognised",
        completeness=kernel.completeness,
        worst=kernel.worst,
        superseded_by=view.superseding(kernel, sees),
        problems=tuple(ContentProblem.model_validate(one) for one in problems),
        coverage=subjects(covered, wanted.covers),
    )


def subjects(covered: Iterable[Covered], within: Interval | None) -> tuple[CoveredSubject, ...]:
    """Return what one kernel covers, as answers have it."""
    return tuple(
        CoveredSubject(
            subject=one.subject,
            code=one.code,
            name=names_by_code().get(one.code, "") if one.subject in (Subject.BODY, Subject.SHAPE) else "",
            relative_to=one.relative_to,
            exact=one.exact,
            timed=one.intervals is not None,
            spans=tuple(map(span, spans_within(one.intervals or (), within))),
        )
        for one in covered
    )


def _is_asked(one: Covered, wanted: Wanted) -> bool:
    return not wanted.subjects or wanted.asked_as(one) in wanted.subjects


def _fits(covered: Sequence[Covered], wanted: Wanted) -> bool:
    if not wanted.shows_coverage:
        return True
    fitting = {
        wanted.asked_as(one)
        for one in covered
        if wanted.covers is None or spans_within(one.intervals or (), wanted.covers)
    }
    return bool(fitting) and fitting >= set(wanted.subjects)
