"""The chain of frames from one to J2000 (Frames Required Reading)."""

from typing import NamedTuple

import numpy as np

from services.spice.geometry.calculate.names import frame_id
from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.calculate.times import ets_of
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.kernel_pool import FrameChain
from services.spice.geometry.table import Column, Table

J2000 = 1

INERTIAL, BODY_FIXED, POINTED, FIXED, DYNAMIC = 1, 2, 3, 4, 5
"""Classes of frames."""

CHAIN_MAX = 20
"""Frames of a chain: CSPICE's own limit is ten (ROTGET's MAXCHAIN)."""

WORD = 81


class Link(NamedTuple):
    """One frame of a chain."""

    number: int
    name: str
    frame_class: int
    class_id: int


def frame_chain(question: FrameChain) -> Table:
    """Return the frames in their order, each with its class.

    Raises:
        GeometryError: a frame has no next one at that time.
    """
    et = float(ets_of(question.times, times_max=1)[0])
    links = chain(frame_id(question.frame, "frame"), et)
    return Table(
        columns=(
            Column("number", "", np.array([float(one.number) for one in links])),
            Column("name", "", np.array([one.name for one in links], dtype=np.str_)),
            Column("class", "", np.array([float(one.frame_class) for one in links])),
        )
    )


def chain(number: int, et: float) -> list[Link]:
    """Return the frames from one to J2000 at a time. Raises GeometryError."""
    links = [link_of(number)]
    while links[-1].number != J2000:
        if len(links) == CHAIN_MAX:
            raise _unconnected(links[-1], "its chain of frames has no end")
        links.append(link_of(_next(links[-1], et)))
    return links


def link_of(number: int) -> Link:
    """Return a frame by its number. Raises GeometryError."""
    with spiceypy.no_found_check():
        _, kind, class_id, found = spiceypy.frinfo(number)
    if not found:
        detail = f"no frame has the number {number} in these kernels: add the frames kernel (FK) that has it"
        raise GeometryError(Failure(reason="unknown-frame", detail=detail, spice="SPICE(UNKNOWNFRAME)"))
    return Link(number, str(spiceypy.frmnam(number)), int(kind), int(class_id))


def next_fixed(link: Link) -> int:
    """Return the frame that a frame of class 4 is fixed to. Raises GeometryError."""
    with spiceypy.no_found_check():
        _, relative, found = spiceypy.tkfram(link.class_id)
    if not found:
        raise _unconnected(link, "no kernel says what it is fixed to")
    return int(relative)


def _next(link: Link, et: float) -> int:
    if link.frame_class in (INERTIAL, BODY_FIXED):
        return J2000
    if link.frame_class == FIXED:
        return next_fixed(link)
    if link.frame_class == POINTED:
        with spiceypy.no_found_check():
            _, relative, found = spiceypy.ckfrot(link.class_id, et)
        if not found:
            raise _unconnected(link, "no CK has its pointing at that time")
        return int(relative)
    return _relative_of_dynamic(link)


def _relative_of_dynamic(link: Link) -> int:
    for key in (str(link.number), link.name):
        with spiceypy.no_found_check():
            names, found = spiceypy.gcpool(f"FRAME_{key}_RELATIVE", 0, 1, WORD)
        if found and (number := int(spiceypy.namfrm(str(names[0])))):
            return number
    raise _unconnected(link, f"its class is {link.frame_class}, and no kernel says what it is relative to")


def _unconnected(link: Link, why: str) -> GeometryError:
    detail = f"frame {link.name or link.number} is not connected to J2000: {why}"
    return GeometryError(
        Failure(reason="frames-unconnected", detail=detail, spice="SPICE(NOFRAMECONNECT)", field="frame")
    )
