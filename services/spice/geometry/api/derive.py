"""The kernels that a question of geometry needs, as a question about kernel sets. Pure."""

from collections.abc import Iterator

from services.spice.geometry.api.asked_times import SpanTexts, asked_times, readings_of
from services.spice.geometry.process.rates import turns
from services.spice.geometry.questions.base import Question
from services.spice.geometry.questions.pointing import FieldOfView
from services.spice.geometry.questions.question import AnyQuestion
from services.spice.geometry.questions.surface import SubSolarPoint
from services.spice.geometry.questions.translate import TimeConversion, Translation
from services.spice.geometry.questions.vectors import Orientation, OsculatingElements
from shared.contracts.http.knowledge.kernels import KernelSetQuestion

BODIES = frozenset(
    {"target", "target1", "target2", "observer", "illuminator", "body", "center", "front", "back"}
)
FRAMES = frozenset({"frame", "from_frame", "to_frame", "front_frame", "back_frame"})
SHAPED = {
    "angular-size": "target",
    "illumination": "target",
    "surface-intercept": "target",
    "tangent-point": "target",
    "sub-observer-point": "target",
    "sub-solar-point": "target",
    "search-sub-point": "target",
    "search-intercept": "target",
    "search-illumination": "target",
}
"""The body whose radii a calculation always needs. A spacecraft, which has none, may be any other."""

SHAPES = {
    "shape": "target",
    "shape1": "target1",
    "shape2": "target2",
    "front_shape": "front",
    "back_shape": "back",
}
"""The body whose constants are needed unless a shape is a point."""

SURFACES = {"method": "target", "surface": "target", "front_shape": "front", "back_shape": "back"}
"""The body whose shape is needed where the surface is that of a DSK."""

TOLD = {"bodies": "names", "frames": "frame_names", "body-frames": "body_frames"}
"""The field of a kernel set's question by what names are of."""

FROM_BARYCENTER = frozenset({"surface-intercept", "search-intercept"})
"""Calculations that look up states from the barycenter of the solar system, also without light time."""

LIGHT_SECONDS = 30_000.0
"""Before and after the times: light from Neptune takes 15 000 s, and the other way as much."""


def needed_for(question: AnyQuestion, read: SpanTexts = ()) -> KernelSetQuestion:
    """Return what a kernel set has to give for a question.

    Args:
        question: of geometry.
        read: its times, where CSPICE had to read them.

    Raises:
        BadTimeError: they are not given, and CSPICE alone can read one, or nobody.
    """
    if isinstance(question, FieldOfView):
        return KernelSetQuestion(fields_of_view=(question.instrument,), leap_seconds=False)
    if isinstance(question, Translation):
        field = TOLD[question.of]
        return KernelSetQuestion.model_validate({field: question.names, "leap_seconds": False})
    bodies, frames, instruments = (
        tuple(dict.fromkeys(_named(question, fields)))
        for fields in (BODIES, FRAMES, frozenset({"instrument"}))
    )
    if isinstance(question, SubSolarPoint):
        bodies = tuple(dict.fromkeys((*bodies, "SUN")))
    corrected = any(light != "NONE" for light in _named(question, frozenset({"aberration"})))
    return KernelSetQuestion(
        bodies=bodies,
        frames=tuple(one for one in frames if one != "J2000"),
        to_each_other=isinstance(question, Orientation) and not corrected,
        turning=turns(question),
        instruments=instruments,
        constants=tuple(dict.fromkeys(_with_constants(question))),
        shapes=tuple(dict.fromkeys(_with_shapes(question))),
        masses=(question.center,) if isinstance(question, OsculatingElements) else (),
        clocks=_clocks(question),
        times=read or asked_times(question).spans,
        to_barycenter=corrected or question.calculation in FROM_BARYCENTER,
        margin_seconds=LIGHT_SECONDS if corrected else 0.0,
    )


def _clocks(question: AnyQuestion) -> tuple[int, ...]:
    """Return the clocks that are read, or whose readings are told."""
    readings = readings_of(question)
    told = question.output_clock if isinstance(question, TimeConversion) else None
    codes = (None if readings is None else readings.clock, told)
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def _with_constants(question: AnyQuestion) -> Iterator[str]:
    """Yield the bodies whose radii are needed."""
    fields = dict(question)
    if question.calculation in SHAPED:
        yield fields[SHAPED[question.calculation]]
    for shape, body in SHAPES.items():
        if fields.get(shape, "POINT") != "POINT":
            yield fields[body]
    coordinates = fields.get("representation", fields.get("system", ""))
    if question.calculation not in SHAPED and coordinates.startswith(("PLANETO", "GEODETIC")):
        # They are of the body that the frame is fixed to: by its name, or as most ask, the observer.
        frame = fields.get("frame", "")
        yield frame.removeprefix("IAU_") if frame.startswith("IAU_") else fields["observer"]


def _with_shapes(question: AnyQuestion) -> Iterator[str]:
    """Yield the bodies whose surfaces are those of digital shape kernels."""
    fields = dict(question)
    for field, body in SURFACES.items():
        if "DSK" in fields.get(field, ""):
            yield fields[body]


def _named(question: Question, fields: frozenset[str]) -> Iterator[str]:
    for field, value in question:
        if isinstance(value, Question):
            yield from _named(value, fields)
        elif field in fields and isinstance(value, str):
            yield value
