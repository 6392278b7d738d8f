"""Options that say which kernels are meant, and for what."""

from enum import StrEnum
from typing import Annotated

import typer

TIMES = (
    "START/STOP, a day or one time: 2026-01-31/2026-02-01 (from midnight to midnight), 2026-01-31, "
    "2026-01-31T12:00:00Z, or TDB seconds past J2000."
)


class Quality(StrEnum):
    """The quality of a kernel, by its name."""

    PREDICTED = "predicted"
    NADIR = "nadir"
    UNTOLD = "untold"
    RECONSTRUCTED = "reconstructed"
    SMITHED = "smithed"


Body = Annotated[str | None, typer.Option(metavar="NAME|CODE", help="Only those that cover this body.")]
Instrument = Annotated[
    str | None, typer.Option(metavar="NAME|CODE", help="Only those that turn this instrument or structure.")
]
Frame = Annotated[str | None, typer.Option(metavar="NAME|CODE", help="Only those that turn this frame.")]
Mission = Annotated[str | None, typer.Option(metavar="NAME", help="Only those of this mission.")]
Covers = Annotated[str | None, typer.Option(metavar="TIMES", help=TIMES)]
OfQuality = Annotated[Quality | None, typer.Option(help="Only those of this quality, by their names.")]
Root = Annotated[str, typer.Option(metavar="DIR", help="The folder that holds the collection's files.")]


Bodies = Annotated[
    list[str] | None, typer.Option("--body", metavar="NAME|CODE", help="A body. May be repeated.")
]
Instruments = Annotated[
    list[str] | None,
    typer.Option("--instrument", metavar="NAME|CODE", help="An instrument or structure. May be repeated."),
]
Frames = Annotated[
    list[str] | None, typer.Option("--frame", metavar="NAME|CODE", help="A frame. May be repeated.")
]


def example(text: str) -> str:
    """Return what stands below the options of a command's help."""
    return f"Example: {text}"
