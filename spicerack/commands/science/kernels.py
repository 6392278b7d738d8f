"""`spicerack kernels`: what SPICE kernels are, on this host without CSPICE, and in the collection."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from shared.contracts.http.knowledge.descriptions import DescribedPage
from shared.spice.coverage.to_tdb import where_known
from shared.spice.describe.describe import describe
from shared.spice.describe.model import Description
from shared.spice.kinds.kind import Family
from shared.spice.text.model import TextKernel, Value
from shared.spice.times.timekeeping import Timekeeping, timekeeping
from spicerack.client.client import ManagerClient
from spicerack.client.paging import pages
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.run.url import url_of
from spicerack.commands.science.describe import show_description
from spicerack.commands.science.kernel_files import open_file
from spicerack.commands.science.kernel_options import example
from spicerack.commands.science.kernels_catalogue import (
    LIST_EXAMPLE,
    WAIT_EXAMPLE,
    kernels_list,
    kernels_wait,
)
from spicerack.commands.science.kernels_export import EXPORT_EXAMPLE, kernels_export
from spicerack.commands.science.kernels_verify import VERIFY_EXAMPLE, kernels_verify
from spicerack.commands.science.lines.described_lines import problem_line
from spicerack.commands.science.lines.kernel_lines import description_lines, description_value
from spicerack.errors import CommandError
from spicerack.text import counted

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="Kernels. Leap seconds and clocks among them turn the others' times."
    ),
]


def show(paths: Sequence[Path], *, as_json: bool, write: Callable[[str], None]) -> None:
    """Describe kernels, the times of each by the leap seconds and clocks among them.

    Raises:
        CommandError: a file cannot be read, or is broken.
    """
    told = {path: _described(path) for path in paths}
    keeping = timekeeping(_pool(told.values()))
    leaps = keeping.leaps
    described = {path: _in_tdb(each, keeping) for path, each in told.items()}
    if as_json:
        values = [description_value(str(path), each, leaps) for path, each in described.items()]
        write(json.dumps({"kernels": values}, indent=1) + "\n")
    else:
        for path, each in described.items():
            write("\n".join(description_lines(str(path), each, leaps)) + "\n")
    broken = sum(each.broken for each in told.values())
    if broken:
        raise CommandError(
            f"broken: {broken} of {counted(len(told), 'kernel')}; get them again, or see what is told of each"
        )


def _described(path: Path) -> Description:
    with open_file(path) as file:
        return describe(file, path.name)


def _pool(told: Iterable[Description]) -> dict[str, tuple[Value, ...]]:
    """Return the variables of all leap seconds, clocks and frames, later files over earlier ones."""
    families = (Family.LSK, Family.SCLK, Family.FK)
    assignments = [one for each in told if each.glance.kind.family in families for one in each.assignments]
    return TextKernel(tuple(assignments), ()).pool()


def _in_tdb(told: Description, keeping: Timekeeping) -> Description:
    return replace(told, coverage=tuple(where_known(each, keeping) for each in told.coverage))


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look into SPICE kernels: those on this host, and those of the collection.")
    application.command("show")(_kernels_show)
    application.command("describe")(_kernels_describe)
    application.command("problems")(_kernels_problems)
    application.command("list", epilog=example(LIST_EXAMPLE))(kernels_list)
    application.command("find", epilog=example(LIST_EXAMPLE), hidden=True)(kernels_list)
    application.command("wait", epilog=example(WAIT_EXAMPLE))(kernels_wait)
    application.command("verify", epilog=example(VERIFY_EXAMPLE))(kernels_verify)
    application.command("export", epilog=example(EXPORT_EXAMPLE))(kernels_export)
    application.callback()(_kernels)
    return application


def _kernels() -> None:
    """Look into SPICE kernels: those on this host, and those of the collection."""


def _kernels_describe(
    path: Annotated[str, typer.Argument(metavar="PATH", help="In the collection.")],
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Tell what a describer says of a file of the collection."""
    show_description(path, url, as_json=as_json)


def _kernels_problems(url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """List the files of the collection that are broken, incomplete, doubtful, or broke a describer."""
    with ManagerClient(url) as client:
        known = client.services()
    with ManagerClient(url_of(known.services, "describer", site=None)) as describer:
        found: Iterator[DescribedPage] = pages(
            lambda after: describer.described(known.collection, after=after), lambda page: page.next
        )
        rows = [row for page in found for row in page.files]
    if as_json:
        write(json.dumps({"files": [row.model_dump() for row in rows]}, indent=1) + "\n")
    else:
        lines = [problem_line(row) for row in rows] or ["no problems are known"]
        write("\n".join(lines) + "\n")


def _kernels_show(files: Files, as_json: Json = False) -> None:
    """Show kind, completeness, problems and coverage of kernels; fail if one is broken."""
    show(files, as_json=as_json, write=write)
