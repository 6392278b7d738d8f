"""`spicerack coverage`: when bodies, instruments and frames are covered, with the gaps."""

from pathlib import Path
from typing import Annotated

import typer

from spicerack.client.paging import write_json
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.science.kernel_options import (
    Bodies,
    Covers,
    Frames,
    Instruments,
    Mission,
    OfQuality,
    example,
)
from spicerack.commands.science.lines.coverage_lines import coverage_lines
from spicerack.commands.science.lines.coverage_svg import coverage_svg
from spicerack.commands.science.spice_service import SpiceUrl, spice_at
from spicerack.errors import CommandError, UsageProblem

EXAMPLE = "spicerack coverage --body MRO --covers 2021-07-06/2021-07-13 --svg mro.svg"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("coverage", epilog=example(EXAMPLE))(_coverage)
    return application


def _coverage(
    *,
    body: Bodies = None,
    instrument: Instruments = None,
    frame: Frames = None,
    covers: Covers = None,
    mission: Mission = None,
    quality: OfQuality = None,
    to_inertial: Annotated[
        bool,
        typer.Option("--to-inertial", help="Count the frames that instruments are mounted on, too."),
    ] = False,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as a picture, too.", dir_okay=False)
    ] = None,
    url: Url = DEFAULT_URL,
    spice: SpiceUrl = None,
    as_json: Json = False,
) -> None:
    """Show when bodies, instruments and frames are covered, with the gaps, and by which kernels."""
    subjects = [("body", one) for one in body or ()]
    subjects += [("instrument", one) for one in instrument or ()]
    subjects += [("frame", one) for one in frame or ()]
    if not subjects:
        raise UsageProblem("say of what: --body, --instrument or --frame")
    with spice_at(url, spice) as client:
        found = [
            client.coverage(
                subject, named, covers=covers, mission=mission, quality=quality, to_inertial=to_inertial
            )
            for subject, named in subjects
        ]
    if svg is not None:
        _save(svg, coverage_svg(found))
    if as_json:
        write_json({}, "coverage", found, write)
    else:
        write("\n".join(coverage_lines(found)) + "\n")


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}: say another --svg") from error
