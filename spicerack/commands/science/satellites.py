"""`spicerack satellites`: what the satellites service does, shown on this machine."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from spicerack.commands.options import new_app
from spicerack.errors import CommandError

BEGIN = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
"""A night at Rubin for which the tables of the Earth's orientation are known."""


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Show what the satellites service does.")
    application.command("demo")(_demo)
    application.callback()(_satellites)
    return application


def _satellites() -> None:
    """Which sources of an image are certain to be clear of satellites."""


def _demo(
    visits: Annotated[int, typer.Option(min=1, max=1000, help="Visits of the night.")] = 20,
    seed: Annotated[int, typer.Option(help="Another one is another night.")] = 1,
    plot: Annotated[Path, typer.Option(help="Where the picture of the visit that lost most goes.")] = Path(
        "satellites.svg"
    ),
) -> None:
    """Simulate a survey night under a made-up sky, and show what is masked and why."""
    try:
        asyncio.run(_night(Console(), visits, seed, plot))
    except ImportError as error:
        raise CommandError(f"{error.name} is not installed: pip install 'spicerack[satellites]'") from error
    except OSError as error:
        raise CommandError(f"cannot write {plot}: {error}") from error


async def _night(console: Console, visits: int, seed: int, plot: Path) -> None:
    from services.satellites.demo.night import night  # noqa: PLC0415 - needs what only the service needs

    heads = ("visit", "sources", "not allowed", "hidden by satellites", "widest margin")
    table = Table(*heads, title="A night under a made-up sky")
    worst, picture = -1, ""
    async for seen in night(BEGIN, visits, seed):
        share = f"{seen.masked} ({100.0 * seen.masked / seen.sources:.1f} %)"
        margin = f"{seen.widest_margin_arcsec:.0f} arcsec" if seen.widest_margin_arcsec else "no track"
        why = ", ".join(f"{count} {shell}" for shell, count in seen.by.items())
        table.add_row(str(seen.number), str(seen.sources), share, why, margin)
        if seen.masked > worst:
            worst, picture = seen.masked, seen.picture
    console.print(table)
    await asyncio.to_thread(plot.write_text, picture, encoding="utf-8")
    console.print(f"A source within the margin of a track is not allowed. {plot} shows the worst visit.")
    console.print("A real service tells the list alone: no count, no margin, no picture.")
