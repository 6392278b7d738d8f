"""Options that several commands share, and how they meet the terminal."""

import math
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from shared.model.moment import MomentError, parse_moment
from spicerack.commands.times import Time
from spicerack.text import printable

DEFAULT_URL = "http://127.0.0.1:8080"
"""Where the first manager of a `spicerack up` answers."""

MOMENT = "REVISION|TIME"
"""The word in help for what `moment` takes."""

DEFAULT_COLLECTION = "spice"

Url = Annotated[str, typer.Option(envvar="SPICERACK_URL", help="The manager to ask.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Nats = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The NATS server. Default: what the SPICERACK_NATS_* variables say."),
]
State = Annotated[
    Path | None, typer.Option(metavar="DIR", help="The state of a `spicerack up` with a server of its own.")
]


def moment(text: str) -> str:
    """Return a revision or a time as it was typed. Raises BadParameter: it is neither."""
    try:
        parse_moment(text)
    except MomentError as error:
        raise typer.BadParameter(str(error)) from error
    return text


At = Annotated[
    str | None,
    typer.Option(metavar=MOMENT, parser=moment, help="As it stood at a revision, or at a time."),
]


def new_app(help_text: str | None = None) -> typer.Typer:
    """Return an application without commands, set up as all of ours are."""
    return typer.Typer(
        help=help_text,
        no_args_is_help=help_text is not None,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


def finite(value: float) -> float:
    """Return a number that was typed. Raises BadParameter: no time ends after `nan` or `inf` seconds."""
    if not math.isfinite(value):
        raise typer.BadParameter(f"{value} is no number of seconds")
    return value


def write(text: str) -> None:
    """Write to standard output as it is."""
    sys.stdout.write(text)


def write_lines(lines: Iterable[str]) -> None:
    """Write lines for people: what they tell of others' names and words cannot steer the terminal."""
    write("".join(f"{printable(line.expandtabs())}\n" for line in lines))


def real_time() -> Time:
    """Return the time of this host."""
    return Time(now=time.monotonic, sleep=time.sleep)
