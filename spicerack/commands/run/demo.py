"""`spicerack demo`: the story of three sites."""

import tempfile
from pathlib import Path

import typer
from rich.console import Console

from spicerack.commands.options import new_app
from spicerack.errors import CommandError

NEEDED = "the demo writes kernels with CSPICE: `pip install 'spicerack[demo]'` brings what it needs"


def run_demo(console: Console) -> int:
    """Tell the story in a temporary place, and leave nothing behind.

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
            code = rack.stop()
            if code != 0:
                raise CommandError(f"the demo failed: `up` ended with {code}")
    console.print("\n[bold]Everything stopped cleanly.[/bold]")
    return 0


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("demo")(_demo)
    return application


def _demo() -> int:
    """Show on this machine what SpiceRack does: three sites, and what befalls them."""
    return run_demo(Console())
