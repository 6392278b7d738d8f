"""`spicerack geometry`: states, orientations, surface points, events and more, answered by SPICE."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app
from spicerack.commands.science.geometry_question import Value, request_of
from spicerack.commands.science.kernel_options import example
from spicerack.commands.science.spice_service import SpiceUrl, spice_at
from spicerack.errors import CommandError, UsageProblem

EXAMPLE = (
    "spicerack geometry states --target MRO --observer MARS --frame IAU_MARS "
    "--start 2021-07-06 --stop 2021-07-07 --step 60 --output mro.csv"
)

Name = Annotated[str | None, typer.Option(metavar="NAME|CODE")]
ATime = Annotated[str | None, typer.Option(metavar="TIME", help="ISO 8601; UTC if it names no scale.")]


class Form(StrEnum):
    """The form of an answer."""

    CSV = "csv"
    JSON = "json"
    ARROW = "arrow"
    PARQUET = "parquet"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("geometry", epilog=example(EXAMPLE))(_geometry)
    return application


def _geometry(
    *,
    calculation: Annotated[
        str, typer.Argument(metavar="CALCULATION", help="states, sub-observer-point, ...: see docs/spice.md.")
    ],
    target: Name = None,
    observer: Name = None,
    frame: Name = None,
    aberration: Annotated[str | None, typer.Option(metavar="NONE|LT|LT+S|CN|CN+S")] = None,
    at: Annotated[list[str] | None, typer.Option(metavar="TIME", help="One time. May be repeated.")] = None,
    start: ATime = None,
    stop: ATime = None,
    step: Annotated[float | None, typer.Option(metavar="SECONDS", help="Between times.")] = None,
    count: Annotated[int | None, typer.Option(help="Times at equal distances, instead of a step.")] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Another parameter of the calculation: text or JSON; condition.relation=ABSMIN. "
            "May be repeated.",
        ),
    ] = None,
    meta_kernel: Annotated[
        str | None, typer.Option(metavar="PATH", help="Use its kernels. Default: the least set.")
    ] = None,
    form: Annotated[
        Form | None, typer.Option(help="The form of the answer. Default: as the file's name ends, else csv.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", dir_okay=False, help="Default: standard output.")
    ] = None,
    url: Url = DEFAULT_URL,
    spice: SpiceUrl = None,
    as_json: Json = False,
) -> None:
    """Answer a question of geometry, with the kernels that it needs."""
    times: dict[str, Value | None] = {"start": start, "stop": stop, "step": step, "count": count}
    times["at"] = [*at] if at else None
    request = request_of(
        calculation,
        named={"target": target, "observer": observer, "frame": frame, "aberration": aberration},
        times=times,
        settings=setting or (),
        meta_kernel=meta_kernel,
    )
    chosen = Form.JSON if as_json else form or form_of(output)
    if output is None and chosen in (Form.ARROW, Form.PARQUET) and sys.stdout.isatty():
        raise UsageProblem(f"{chosen} is no text for a terminal: say --output FILE")
    with spice_at(url, spice) as client:
        _deliver(client.geometry(request, form=chosen), output)


def form_of(output: Path | None) -> Form:
    """Return the form that the name of a file ends in; CSV where it ends in none of them."""
    ending = "" if output is None else output.suffix.removeprefix(".").lower()
    return Form(ending) if ending in set(Form) else Form.CSV


def _deliver(answer: bytes, output: Path | None) -> None:
    if output is None:
        if hasattr(sys.stdout, "buffer"):
            sys.stdout.flush()
            sys.stdout.buffer.write(answer)
        else:
            sys.stdout.write(answer.decode())
        return
    try:
        output.write_bytes(answer)
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}: say another --output") from error
