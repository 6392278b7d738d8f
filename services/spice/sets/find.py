"""The kernel set of a question, as one caller gets it."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from blake3 import blake3

from services.spice.kernels.candidates import Candidates
from services.spice.kernels.names import Names, UnknownFrameError, UnknownNameError, is_code, normal
from services.spice.kernels.spans import span
from services.spice.kernels.subjects import Subjects
from services.spice.kernels.view import Kernel, KernelView, Sees
from services.spice.sets.collection import CollectionCatalogue
from services.spice.sets.explain import considered
from services.spice.sets.fit import demand_no_ring
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion, MissingPart, SetMember
from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.names.missions import GENERIC
from shared.spice.names.model import Quality
from shared.spice.sets.choose import choose
from shared.spice.sets.model import Candidate, KernelSet, Member, Piece, Question
from shared.spice.sets.needed import TooManyNeedsError
from shared.spice.sets.preference import is_former
from shared.spice.sets.taken_over import bounded_notes, taken_over
from shared.spice.text.meta_kernel import MEMBERS_MAX
from shared.spice.times.read_time import BadTimeError, tdb_of_text
from shared.web.problem import MalformedError, NotFoundError, RefusedError

UNTIMED_TOLD = 2
"""Pointings without times that an answer names: most often all of them lack the same clock."""


OVER_TIME = frozenset({Family.SPK, Family.CK, Family.PCK, Family.DSK})
"""Kinds of kernels that cover times."""


class NoSuchNameError(NotFoundError):
    """A body or frame of a question is none."""

    def __init__(self, error: UnknownNameError) -> None:
        super().__init__(str(error))
        self.of_frame = isinstance(error, UnknownFrameError)


class NoSuchTimeError(MalformedError):
    """A time of a question is none."""


def find_set(
    view: KernelView, asked: KernelSetQuestion, sees: Sees, *, undescribed: int | None
) -> KernelSetAnswer:
    """Return the least set of kernels that the caller sees.

    Args:
        view: where kernels are.
        asked: in the caller's words.
        sees: tells whether the caller sees a path.
        undescribed: how many kernels nobody has described; None where the caller may not know.

    Raises:
        NotFoundError: a name is none.
        MalformedError: a time or a quality is none, or times are missing.
        RefusedError: the set is larger than what CSPICE loads.
        UnfitKernelsError: frames or bodies are relative to each other without an end.
    """
    missions = frozenset(asked.missions)
    candidates = Candidates(view, sees, admits=lambda kernel: _is_of(kernel, missions))
    names = Names(view, candidates)
    question = _question(asked, names, Subjects(view, candidates))
    catalogue = CollectionCatalogue(
        view, candidates, qualities=_qualities(asked.qualities), superseded=asked.superseded
    )
    try:
        chosen = choose(question, catalogue)
    except TooManyNeedsError as error:
        raise RefusedError(str(error)) from error
    if len(chosen.members) > MEMBERS_MAX:
        raise RefusedError(
            f"the set has {len(chosen.members)} kernels, CSPICE loads {MEMBERS_MAX}: ask for less time"
        )
    members = [
        set_member(candidates.kernels[one.candidate.content], one.needed_for) for one in chosen.members
    ]
    demand_no_ring(view, members)
    return KernelSetAnswer(
        revision=view.revision,
        hash=set_hash(one.content for one in members),
        members=tuple(members),
        notes=_notes(asked, names, view, candidates, chosen),
        complete=not chosen.missing,
        missing=tuple(_missing(chosen, catalogue)),
        undescribed=undescribed,
        considered=considered(chosen, catalogue.left_out, candidates.refused) if asked.explain else (),
    )


def _missing(chosen: KernelSet, catalogue: CollectionCatalogue) -> Iterator[MissingPart]:
    """Yield what is missing: the clocks first of pointings that are there, at times that nobody knows."""
    gaps = tuple(span(gap) for one in chosen.missing if one.family == Family.CK for gap in one.gaps)
    if gaps:
        for path, instrument in sorted(catalogue.untimed.items())[:UNTIMED_TOLD]:
            there = next((one.path for one in catalogue.clocks_of(instrument)), None)
            why = "" if there is None else f", which {there} does not tell: name these kernels yourself"
            yield MissingPart(what=f"the times of {path}{why}", kind=Family.SCLK.value, gaps=gaps)
    for one in chosen.missing:
        yield MissingPart(what=one.what, kind=one.family, gaps=tuple(map(span, one.gaps)))


def _notes(
    asked: KernelSetQuestion, names: Names, view: KernelView, candidates: Candidates, chosen: KernelSet
) -> tuple[str, ...]:
    """Return what the kernels of a set take over: names that were asked for, and variables that count."""
    instruments = (*asked.instruments, *asked.fields_of_view)
    named = dict.fromkeys(
        map(
            str,
            (
                *asked.bodies,
                *instruments,
                *asked.constants,
                *asked.shapes,
                *asked.masses,
                *asked.names,
                *asked.body_frames,
            ),
        )
    )
    of_names = [note for one in named for note in names.notes(one)]
    loaded = tuple(one.candidate for one in chosen.members)
    rows = [row for named in chosen.variables for row in _assigning(view, named)]
    known = candidates.of(content for _, content, _ in rows)
    values: dict[str, dict[str, str]] = {}
    for variable, content, value in rows:
        if content in known and not _is_replaced(known[content], loaded):
            values.setdefault(variable, {})[known[content].path] = value
    fillers = [note for one in chosen.members for note in _filling(one)]
    shapes = [_meeting(*pair) for pair in chosen.meeting_shapes]
    assigned = taken_over(values, [one.path for one in loaded])
    return bounded_notes([*of_names, *fillers, *shapes, *assigned])


def _filling(one: Member) -> Iterator[str]:
    """Yield why a kernel is there that is not the best of its kind."""
    guests = {str(code) for code in one.candidate.guests}
    path, what = one.candidate.path, [each for each in one.needed_for if each.rpartition(" ")[2] in guests]
    if what:
        lacking = "whose own kernels do not cover all of it"
        yield f"{path}, for {', '.join(what)}, is of another mission, {lacking}"
    newer = one.candidate.superseded_by
    if newer is not None and one.candidate.family in OVER_TIME:
        lacking = "which does not cover all of it"
        yield f"{path}, for {', '.join(one.needed_for)}, is an older version than {newer}, {lacking}"


def _meeting(one: Piece, other: Piece) -> str:
    return (
        f"{one.candidate.path} and {other.candidate.path} have the same part of a surface at times that are"
        " asked for, where the outermost counts: name one of them by `paths` for it alone"
    )


def _assigning(view: KernelView, named: str) -> list[tuple[str, str, str]]:
    begins = named.endswith(("_", "/"))
    return [row for row in view.assigning(named) if begins or row[0] == named]


def _is_replaced(one: Candidate, loaded: Sequence[Candidate]) -> bool:
    """Tell whether a kernel is an earlier version of one that is loaded, kept beside it or put away.

    One of another folder is told: whoever may write there need not be who keeps the kernels here.
    """
    if one in loaded:
        return False
    folder = posixpath.dirname(one.path)
    newer = one.superseded_by
    return is_former(one.path) or (newer is not None and posixpath.dirname(newer) == folder)


def set_member(kernel: Kernel, needed_for: Sequence[str] = ()) -> SetMember:
    """Return a kernel as a member of a set."""
    return SetMember(
        path=kernel.path,
        content=kernel.content,
        size=kernel.size,
        revision=kernel.revision,
        kind=kernel.family,
        quality=Quality(kernel.quality).name.lower(),
        needed_for=tuple(needed_for),
    )


def set_hash(contents: Iterable[str]) -> str:
    """Return the name of an ordered set: BLAKE3-256 of its contents' names, a line each."""
    return blake3("".join(f"{one}\n" for one in contents).encode()).hexdigest()


def _question(asked: KernelSetQuestion, names: Names, subjects: Subjects) -> Question:
    windows = _windows(asked)
    try:
        bodies = {str(one): names.body(str(one)) for one in asked.bodies}
        instruments = {str(one): names.instrument(str(one)) for one in asked.instruments}
        constants = {str(one): names.body(str(one)) for one in asked.constants}
        fields = {str(one): names.body(str(one)) for one in asked.fields_of_view}
        shapes = {str(one): names.body(str(one)) for one in asked.shapes}
        masses = {str(one): names.body(str(one)) for one in asked.masses}
        frames = [names.frame(str(one)) for one in asked.frames]
    except UnknownNameError as error:
        raise NoSuchNameError(error) from error
    named = {**bodies, **instruments, **fields, **constants, **shapes, **masses}
    # Where light takes its time, a frame is as it was when light left its center (pxfrm2, spkezr).
    fields_of_view = [names.known_frame(names.field_frame(code)) for code in instruments.values()]
    turned = [*frames, *(one for one in fields_of_view if one is not None)] if asked.to_barycenter else []
    centers = [one.center for one in turned if one.center is not None]
    return Question(
        bodies=tuple(dict.fromkeys((*bodies.values(), *centers))),
        names=tuple(dict.fromkeys((*_named(named), *_translated(asked, names)))),
        frame_names=tuple(dict.fromkeys(asked.frame_names)),
        body_frames=tuple(dict.fromkeys(_known(asked, names))),
        instruments=tuple(dict.fromkeys(map(subjects.structure_of, instruments.values()))),
        fields_of_view=tuple(dict.fromkeys(fields.values())),
        frames=tuple(dict.fromkeys(asked.frames)),
        radii=tuple(dict.fromkeys(constants.values())),
        shapes=tuple(dict.fromkeys(shapes.values())),
        masses=tuple(dict.fromkeys(masses.values())),
        clocks=tuple(dict.fromkeys(asked.clocks)),
        windows=windows,
        to_barycenter=asked.to_barycenter,
        leap_seconds=asked.leap_seconds,
        to_each_other=asked.to_each_other,
        turning=asked.turning,
    )


def _named(codes: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    return ((normal(text), code) for text, code in codes.items() if not is_code(text))


def _translated(asked: KernelSetQuestion, names: Names) -> Iterator[tuple[str, int]]:
    """Yield the names and codes that are to be told, of a code its name, without those that nobody knows."""
    for text in map(str, (*asked.names, *asked.body_frames)):
        code = names.known_body(text)
        name = names.name_of(int(text)) if is_code(normal(text)) else normal(text)
        if code is not None and name:
            yield name, code


def _known(asked: KernelSetQuestion, names: Names) -> Iterator[tuple[str, int]]:
    """Yield the bodies whose own frames are to be told, with their names; without what nobody knows."""
    for text in map(str, asked.body_frames):
        code = names.known_body(text)
        if code is not None:
            yield "" if is_code(normal(text)) else normal(text), code


def _windows(asked: KernelSetQuestion) -> tuple[Interval, ...]:
    if not asked.times and (asked.bodies or asked.instruments or asked.frames or asked.shapes):
        raise MalformedError('times: say from when to when, e.g. [["2026-01-31", "2026-02-01"]]')
    spans: list[Interval] = []
    for first, last in asked.times:
        try:
            start, stop = tdb_of_text(first), tdb_of_text(last)
        except BadTimeError as error:
            raise NoSuchTimeError(f"times: {error}") from error
        if stop < start:
            raise MalformedError(f"times: {last!r} is before {first!r}")
        spans.append((start - asked.margin_seconds, stop + asked.margin_seconds))
    return union(spans)


def _qualities(named: Sequence[str]) -> frozenset[int]:
    """Return the qualities that are named."""
    known = {one.name.lower(): int(one) for one in Quality}
    for name in named:
        if name not in known:
            raise MalformedError(f"qualities: {name!r} is none of {', '.join(known)}")
    return frozenset(known[name] for name in named)


def _is_of(kernel: Kernel, missions: frozenset[str]) -> bool:
    return not missions or kernel.mission in missions or kernel.mission in ("", GENERIC)
