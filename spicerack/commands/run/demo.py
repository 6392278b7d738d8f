"""`spicerack demo`: stories of real racks on this machine."""

import tempfile
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from spicerack.commands.options import new_app
from spicerack.errors import CommandError

NEEDED = "the demo writes kernels with CSPICE: `pip install 'spicerack[demo]'` brings what it needs"


def run_demo(console: Console) -> int:
    """Tell the story of three sites in a temporary place, and leave nothing behind.

    Raises:
        CommandError: something did not come out as told.
    """
    try:
        from spicerack.demo.rack import Rack  # noqa: PLC0415 - needs what only the demo needs
        from spicerack.demo.story import Story  # noqa: PLC0415
    except ImportError as error:
        raise CommandError(f"{NEEDED} ({error})") from error
    with tempfile.TemporaryDirectory(prefix="spicerack-demo-") as base:
        console.print("Starting three sites on this machine …")
        with Rack(Path(base)) as rack:
            Story(rack, console).tell()
            _end(rack.stop())
    console.print("\n[bold]Everything stopped cleanly.[/bold]")
    return 0


def run_pipeline_demo(console: Console) -> int:
    """Tell the story of a pipeline in a temporary place, and leave nothing behind.

    Raises:
        CommandError: something did not come out as told.
    """
    from spicerack.demo.pipeline.desk import Desk  # noqa: PLC0415 - no other command imports what it uses
    from spicerack.demo.pipeline.provider import WebProvider  # noqa: PLC0415
    from spicerack.demo.pipeline.story import PipelineStory  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="spicerack-demo-") as base:
        offered = Path(base) / "offered"
        offered.mkdir()
        console.print("Starting a provider, and a site that acquires and works, on this machine …")
        with WebProvider(offered) as provider, Desk(Path(base), provider.url) as desk:
            PipelineStory(desk, provider, console).tell()
            _end(desk.stop())
    console.print("\n[bold]Everything stopped cleanly.[/bold]")
    return 0


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("demo")(_demo)
    return application


def _demo(
    story: Annotated[
        Literal["sites", "pipeline"],
        typer.Argument(
            metavar="[sites|pipeline]",
            help="sites: files are the same at three of them. pipeline: files come in, and work starts.",
        ),
    ] = "sites",
) -> int:
    """Show on this machine what SpiceRack does: three sites and what befalls them, or a pipeline."""
    return run_pipeline_demo(Console()) if story == "pipeline" else run_demo(Console())


def _end(code: int) -> None:
    if code != 0:
        raise CommandError(f"the demo failed: `up` ended with {code}")
