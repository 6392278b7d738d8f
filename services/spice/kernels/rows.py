"""The rows that one description of a kernel becomes in the projection. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from blake3 import blake3

from services.spice.kernels.directions import directions_of, packed_direction
from shared.contracts.messages.kernels.kernel_facts import CoverageOf, KernelFacts
from shared.descriptions.pools import pool_of
from shared.spice.builtin.frames import J2000
from shared.spice.coverage.intervals import clipped, union
from shared.spice.coverage.model import Interval, Scale, Subject
from shared.spice.kinds.kind import Family
from shared.spice.sets.areas import Area, area_of
from shared.spice.sets.cover import without
from shared.spice.text.model import Pool, numbers, strings
from shared.spice.times.clock import clock_of

NO_CENTER = -(2**31)
"""In the place of what a subject is relative to where no segment tells: no code of NAIF is it."""

_FOV_FRAME = re.compile(r"INS(-\d{1,9})_FOV_FRAME")
_ORIENTATION = re.compile(r"BODY(-?\d{1,9})_(?:POLE_RA|PM)")
_RADII = re.compile(r"BODY(-?\d{1,9})_RADII")
_GM = re.compile(r"BODY(-?\d{1,9})_GM")
_FRAME_NAME = re.compile(r"FRAME_(-?\d{1,9})_NAME")
_FIXED = re.compile(r"TKFRAME_(.{1,32})_RELATIVE")
_OBJECT_FRAME = re.compile(r"OBJECT_(.{1,32})_FRAME")
_CLOCK_OF = re.compile(r"CK_(-?\d{1,9})_SCLK")

SHARED = re.compile(r"(BODY|INS)-?\d{1,9}_|(TK)?FRAME_|OBJECT_|SCLK\d\d_COEFFICIENTS_|DELTET/")
"""Variables that are told apart by their values where several kernels have them."""

CODE_DIGITS = 11
"""Characters of NAIF's codes, which have 32 bits."""

VALUE_BYTES = 8
"""Of a hash that tells values apart: nobody gains by two that look the same but for a missing note."""

CONSTANTS = {"orientation": _ORIENTATION, "radii": _RADII, "gm": _GM}
"""The constants of a body that a question may need, by what they are."""


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """When one subject, relative to one other, is covered by one content."""

    subject: str
    code: int
    relative_to: int
    """Center of a body, reference frame of an instrument, frame or shape; NO_CENTER where nothing tells."""
    frame: int
    """The frame that a body's states are in; J2000 where nothing tells."""
    scale: Scale
    exact: bool
    intervals: tuple[Interval, ...]
    """Ascending, at least one."""
    area: Area = ()
    """Of a shape: the part of the surface; none is the whole."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One thing that a text kernel defines."""

    what: str
    """body, frame, direction (of a frame), body-frame, instrument, clock, clock-of, fixed, leap-seconds,
    or one of CONSTANTS."""
    code: int
    name: str = ""
    frame_class: int | None = None
    class_id: int | None = None
    center: int | None = None
    relative: str = ""
    """Of a frame of class 4 or 5 the one it is relative to; of an instrument its FOV's; of a body its own.

    Of a direction all that is said of it (`directions`)."""


def coverage_rows(facts: KernelFacts) -> list[CoverageRow]:
    """Return the coverage of a kernel, apart for each center or reference frame."""
    found: list[CoverageRow] = []
    for each in facts.coverage:
        if not each.intervals:
            continue
        spans = _spans(facts, each)
        for (relative_to, frame), own in sorted(spans.items()):
            intervals = each.intervals if len(spans) == 1 else _within(each.intervals, own)
            if intervals:
                subject = Subject.SHAPE.value if facts.family == Family.DSK else each.subject
                head = (subject, each.code, relative_to, frame)
                area = _area(facts, each.code, relative_to)
                found.append(CoverageRow(*head, Scale(each.scale), each.exact, intervals, area))
    return found


def _area(facts: KernelFacts, body: int, frame: int) -> Area:
    """Return the part of a body's surface that a DSK has; segments that are not told may be anywhere."""
    if "segments" in facts.left_out or len(facts.areas) != len(facts.segments):
        return ()
    those = zip(facts.segments, facts.areas, strict=True)
    return area_of(area for one, area in those if (one.code, one.relative_to) == (body, frame))


def _spans(facts: KernelFacts, each: CoverageOf) -> Mapping[tuple[int, int], list[Interval]]:
    """Return the spans of the segments of a subject, by what they are relative to, and the frame.

    Of an SPK the last segment of a body that has a time counts (SPK Required Reading); segments of CKs may
    have gaps that earlier ones fill.
    """
    own = [
        ((one.relative_to, facts.segment_frames[at] if at < len(facts.segment_frames) else J2000), one)
        for at, one in enumerate(facts.segments)
        if (one.subject, one.code) == (each.subject, each.code)
    ]
    hides = facts.family == Family.SPK and len({key for key, _ in own}) > 1
    spans: dict[tuple[int, int], list[Interval]] = {}
    taken: tuple[Interval, ...] = ()
    for key, one in reversed(own):
        spans.setdefault(key, []).extend(without([(one.start, one.stop)], taken))
        if hides:
            taken = union([*taken, (one.start, one.stop)])
    if "segments" in facts.left_out or not spans:
        # Segments that are not told may be relative to anything: the commonest is taken for all.
        most = max(sorted(spans), key=lambda key: len(spans[key]), default=(NO_CENTER, J2000))
        return {most: list(each.intervals)}
    return spans


def _within(intervals: Sequence[Interval], spans: Iterable[Interval]) -> tuple[Interval, ...]:
    return union(part for start, stop in union(spans) for part in clipped(intervals, start, stop))


def definitions(facts: KernelFacts) -> list[Definition]:
    """Return what a text kernel defines, each thing once."""
    pool = pool_of(facts)
    found = [Definition("body", one.code, " ".join(one.name.split()).upper()) for one in facts.bodies]
    found += _frames(facts, pool)
    fields = {int(match[1]): strings(pool, name) for name in pool if (match := _FOV_FRAME.fullmatch(name))}
    for code in facts.instruments:
        frame = fields.get(code, ())
        found.append(Definition("instrument", code, relative=frame[0] if frame else ""))
    found += (Definition("clock", code) for code in facts.clocks)
    found += _constants(pool)
    found += _fixed(facts, pool)
    found += _frames_of_bodies(pool)
    for name in pool:
        match = _CLOCK_OF.fullmatch(name)
        if match:
            found.append(Definition("clock-of", int(match[1]), str(clock_of(int(match[1]), pool))))
    if facts.family == Family.LSK:
        found.append(Definition("leap-seconds", 0))
    return list({(one.what, one.code, one.name): one for one in found}.values())


def shared_variables(facts: KernelFacts) -> Iterator[tuple[str, str]]:
    """Yield variables that other kernels may have, too, each with what tells its value from others."""
    for name, values in pool_of(facts).items():
        if SHARED.match(name):
            yield name, blake3(repr(values).encode()).hexdigest(length=VALUE_BYTES)


def _constants(pool: Pool) -> Iterator[Definition]:
    for what, pattern in CONSTANTS.items():
        for code in sorted({int(match[1]) for match in map(pattern.fullmatch, pool) if match}):
            yield Definition(what, code)


def _fixed(facts: KernelFacts, pool: Pool) -> Iterator[Definition]:
    """Yield what fixes frames that CSPICE knows by name alone, e.g. EARTH_FIXED."""
    own = {key for one in facts.frames for key in (one.name.strip().upper(), str(one.code))}
    for name in pool:
        match = _FIXED.fullmatch(name)
        relative = strings(pool, name)
        if match and match[1] not in own and relative:
            yield Definition("fixed", 0, match[1], relative=relative[0].strip().upper())


def _frames_of_bodies(pool: Pool) -> Iterator[Definition]:
    """Yield what frame a body has for its own: either is told by its name or its code."""
    for name in pool:
        match = _OBJECT_FRAME.fullmatch(name)
        values = pool[name]
        if match and values:
            frame = values[0] if isinstance(values[0], str) else f"{values[0]:.0f}"
            is_code = match[1].removeprefix("-").isdecimal() and len(match[1]) <= CODE_DIGITS
            body = ("", int(match[1])) if is_code else (match[1].upper(), 0)
            yield Definition("body-frame", body[1], body[0], relative=" ".join(frame.split()).upper())


def _frames_of_digits(pool: Pool) -> Iterator[tuple[str, int]]:
    """Yield the frames whose names begin with a digit, as comets' do: of these no description tells."""
    for variable in pool:
        match = _FRAME_NAME.fullmatch(variable)
        name = next(iter(strings(pool, variable)), "").strip().upper() if match else ""
        if match and name[:1].isdigit() and numbers(pool, f"FRAME_{name}")[:1] == (float(match[1]),):
            yield name, int(match[1])


def _frames(facts: KernelFacts, pool: Pool) -> Iterator[Definition]:
    """Yield the frames of a kernel; their variables may bear code or name (Frames Required Reading)."""
    named = [(one.name.strip().upper(), one.code) for one in facts.frames]
    for name, code in (*named, *_frames_of_digits(pool)):

        def number(field: str, code: int = code, name: str = name) -> int | None:
            values = numbers(pool, f"FRAME_{code}_{field}") or numbers(pool, f"FRAME_{name}_{field}")
            return int(values[0]) if values and values[0].is_integer() else None

        relatives = (
            strings(pool, f"{prefix}_{key}_RELATIVE")
            for prefix in ("TKFRAME", "FRAME")
            for key in (code, name)
        )
        relative = next((values[0] for values in relatives if values), "")
        yield Definition(
            "frame",
            code,
            name,
            frame_class=number("CLASS"),
            class_id=number("CLASS_ID"),
            center=number("CENTER"),
            relative=relative.strip().upper(),
        )
        for which, direction in directions_of(pool, code, name):
            yield Definition("direction", code, which, relative=packed_direction(direction))
