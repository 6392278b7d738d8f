"""The fitness of a set of kernels: what is known to be broken, or would keep CSPICE busy without an end."""

from collections.abc import Iterable, Mapping, Sequence

from services.spice.kernels.view import Defined, Kernel, KernelView
from shared.contracts.http.knowledge.kernels import SetMember
from shared.spice.builtin.frames import FrameClass, frames_by_name
from shared.spice.coverage.model import Interval, Subject
from shared.spice.sets.rings import ALWAYS, Arc, in_circles, ring_of, sentence
from shared.spice.sets.taken_over import taken_over
from shared.web.problem import RefusedError

Times = Mapping[tuple[str, str, int, int], tuple[Interval, ...]]
"""By content, subject, code and what it is relative to."""


class UnfitKernelsError(RefusedError):
    """Kernels that were chosen must not be loaded; `str()` says which, and why."""


def demand_sound(kernels: Iterable[Kernel]) -> None:
    """Raise UnfitKernelsError where a kernel is known as broken or incomplete."""
    for one in kernels:
        if one.worst == "broken" or one.completeness == "incomplete":
            why = next((each["detail"] for each in one.problems() if each["severity"] == one.worst), "")
            words = f"{one.path} is {'broken' if one.worst == 'broken' else 'incomplete'}"
            raise UnfitKernelsError(f"{words}{f' ({why})' if why else ''}: choose another, or have it mended")


def notes_within(view: KernelView, members: Sequence[SetMember]) -> tuple[str, ...]:
    """Return a sentence on each two kernels of a set that have other values for a variable.

    Args:
        view: what they assign.
        members: in the order of loading: of a variable the last value counts.
    """
    paths = {one.content: one.path for one in members}
    values: dict[str, dict[str, str]] = {}
    for variable, content, value in view.assigned_by(paths):
        values.setdefault(variable, {})[paths[content]] = value
    several = {name: by_path for name, by_path in values.items() if len(set(by_path.values())) > 1}
    return taken_over(several, [one.path for one in members])


def demand_no_ring(view: KernelView, members: Sequence[SetMember]) -> None:
    """Raise UnfitKernelsError where kernels have frames or bodies relative to each other without an end.

    Args:
        view: what they cover and define.
        members: in the order of loading.
    """
    paths = {one.content: one.path for one in members}
    relations = view.relations(paths)
    frames = _last_defined(view.frames_of(paths), list(paths))

    def bodies(times: Times | None) -> list[Arc]:
        return _arcs_of(relations[Subject.BODY], paths, times)

    def turned(times: Times | None) -> list[Arc]:
        return _frame_arcs(frames, relations[Subject.INSTRUMENT], paths, times)

    suspects = [arcs for arcs in (bodies, turned) if in_circles(arcs(None))]
    if not suspects:
        return
    times = _times(view, paths)
    for arcs in suspects:
        ring = ring_of(arcs(times))
        if ring:
            raise UnfitKernelsError(
                f"these kernels cannot be used together: {sentence(ring)}: leave one out, or have it mended"
            )


Relation = tuple[str, int, int]
"""Content, code, and what it is relative to."""


def _arcs_of(relations: Iterable[Relation], paths: Mapping[str, str], times: Times | None) -> list[Arc]:
    return [
        Arc("body", code, end, paths[content], _when(times, content, Subject.BODY, code, end))
        for content, code, end in relations
    ]


def _frame_arcs(
    frames: Mapping[int, Defined],
    pointings: Iterable[Relation],
    paths: Mapping[str, str],
    times: Times | None,
) -> list[Arc]:
    """Return what frames are relative to: of constant offset by their definition, others by their CKs."""
    codes = {one.name: code for code, one in frames.items()}
    of_class: dict[int, list[int]] = {}
    arcs = []
    for code, one in frames.items():
        if one.frame_class == FrameClass.CK:
            of_class.setdefault(code if one.class_id is None else one.class_id, []).append(code)
        elif one.relative:
            end = codes.get(one.relative) or _builtin_code(one.relative)
            if end is not None:
                arcs.append(Arc("frame", code, end, paths[one.content], name=one.name))
    for content, instrument, end in pointings:
        when = _when(times, content, Subject.INSTRUMENT, instrument, end)
        for code in of_class.get(instrument, [instrument]):
            name = frames[code].name if code in frames else ""
            arcs.append(Arc("frame", code, end, paths[content], when, name))
    return arcs


def _builtin_code(name: str) -> int | None:
    known = frames_by_name().get(name)
    return None if known is None else known.code


def _last_defined(found: Iterable[Defined], order: Sequence[str]) -> dict[int, Defined]:
    """Return the definition of each frame that counts: the one of the kernel that is loaded last."""
    place = {content: at for at, content in enumerate(order)}
    frames: dict[int, Defined] = {}
    for one in sorted(found, key=lambda each: place[each.content]):
        code = one.code if one.what == "frame" else _builtin_code(one.name)
        if code is not None:
            frames[code] = one
    return frames


def _when(
    times: Times | None, content: str, subject: str, code: int, relative_to: int
) -> tuple[Interval, ...]:
    return ALWAYS if times is None else times.get((content, subject, code, relative_to), ALWAYS)


def _times(view: KernelView, paths: Mapping[str, str]) -> Times:
    """Return when each thing is covered; what has no times that are known may be at any."""
    return {
        (content, one.subject, one.code, one.relative_to): one.intervals
        for content, found in view.coverage_of(paths).items()
        for one in found
        if one.intervals is not None
    }
