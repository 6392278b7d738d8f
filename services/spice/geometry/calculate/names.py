"""Names of a question, understood before anything is calculated: an error then names the field."""

from collections.abc import Iterator
from typing import TypeVar

from services.spice.geometry.calculate.kernel_pool import names_like, texts_of
from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.base import FRAME_CODE, Question
from shared.model.nearest import did_you_mean
from shared.spice.builtin.bodies import codes_by_name
from shared.spice.builtin.frames import frames_by_name

BODY_FIELDS = frozenset(
    {
        "target",
        "target1",
        "target2",
        "observer",
        "illuminator",
        "body",
        "center",
        "front",
        "back",
        "instrument",
    }
)
FRAME_FIELDS = frozenset({"frame", "from_frame", "to_frame", "front_frame", "back_frame"})


NUMBER_INSTEAD = "ask by its NAIF number, or add the kernel that names it"

ADD_FRAMES = "add the frames kernel (FK) that defines it"

CODE_MAX = 2**31 - 1
"""An integer of CSPICE has 32 bits."""

Asked = TypeVar("Asked", bound=Question)


def understand(question: Question) -> dict[str, int]:
    """Return the NAIF number of each body, instrument and frame that a question names, by the name.

    Raises:
        GeometryError: no kernel of the set, and not CSPICE itself, knows one.
    """
    bodies = {name: body_id(name, field) for field, name in _named(question, BODY_FIELDS)}
    frames = {name: frame_id(name, field) for field, name in _named(question, FRAME_FIELDS)}
    return {**frames, **bodies}


def with_frames_named(question: Asked) -> Asked:
    """Return a question with the names of frames in place of their codes: CSPICE takes names alone.

    Raises:
        GeometryError: a code is of no frame in these kernels.
    """
    named: dict[str, Question | str] = {}
    for field, value in question:
        if isinstance(value, Question):
            named[field] = with_frames_named(value)
        elif field in FRAME_FIELDS and isinstance(value, str) and FRAME_CODE.fullmatch(value):
            named[field] = _frame_name(int(value), field)
    return question.model_copy(update=named)


def _frame_name(code: int, field: str) -> str:
    name = str(spiceypy.frmnam(code)) if abs(code) <= CODE_MAX else ""
    if not name:
        detail = f"no frame has the code {code} in these kernels: {ADD_FRAMES}"
        raise GeometryError(
            Failure(reason="unknown-frame", detail=detail, spice="SPICE(UNKNOWNFRAME)", field=field)
        )
    return name


def _named(question: Question, fields: frozenset[str], above: str = "") -> Iterator[tuple[str, str]]:
    for field, value in question:
        if isinstance(value, Question):
            yield from _named(value, fields, f"{above}{field}.")
        elif field in fields and isinstance(value, str):
            yield above + field, value


def body_id(name: str, field: str = "") -> int:
    """Return the NAIF number of a body's name, or of a number written out. Raises GeometryError."""
    with spiceypy.no_found_check():
        number, found = spiceypy.bods2c(name)
    if not found:
        near = did_you_mean(name, (*codes_by_name(), *texts_of("NAIF_BODY_NAME")))
        detail = f"no body is called {name!r} in these kernels: {NUMBER_INSTEAD}{near}"
        raise GeometryError(
            Failure(reason="unknown-name", detail=detail, spice="SPICE(IDCODENOTFOUND)", field=field)
        )
    return int(number)


def frame_id(name: str, field: str = "") -> int:
    """Return the number of a frame. Raises GeometryError."""
    number = int(spiceypy.namfrm(name))
    if number == 0:
        near = did_you_mean(name, (*frames_by_name(), *_defined_frames()))
        detail = f"no frame is called {name!r} in these kernels: {ADD_FRAMES}{near}"
        raise GeometryError(
            Failure(reason="unknown-frame", detail=detail, spice="SPICE(UNKNOWNFRAME)", field=field)
        )
    return number


def _defined_frames() -> Iterator[str]:
    """Yield the names of frames that text kernels define."""
    for variable in names_like("FRAME_*_NAME"):
        yield from texts_of(variable)


def frame_center(name: str) -> int:
    """Return the NAIF number of the body at a frame's origin. Raises GeometryError."""
    with spiceypy.no_found_check():
        center, _, _, found = spiceypy.frinfo(frame_id(name))
    if not found:
        raise GeometryError(Failure(reason="unknown-frame", detail=f"CSPICE does not know where {name!r} is"))
    return int(center)
