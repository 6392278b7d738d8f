"""`spicerack mk`: the meta-kernels of the collection, their members, and texts that load anywhere."""

from typing import Annotated

import typer

from spicerack.client.paging import write_json
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.science.kernel_options import Root, example
from spicerack.commands.science.lines.catalogue_lines import kernel_line, meta_kernel_lines
from spicerack.commands.science.spice_service import SpiceUrl, spice_at
from spicerack.errors import CommandError
from spicerack.text import counted

MetaKernel = Annotated[str, typer.Argument(metavar="PATH", help="The meta-kernel, in the collection.")]


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look into the meta-kernels of the collection, and have them load anywhere.")
    application.command("list", epilog=example("spicerack mk list --latest"))(_list)
    application.command("show", epilog=example("spicerack mk show mk/mro_v12.tm"))(_show)
    rendering = example('spicerack mk render mk/mro_v12.tm --root "$PWD" > here.tm')
    application.command("render", epilog=rendering)(_render)
    return application


def _list(
    *,
    year: Annotated[int | None, typer.Option(help="Only those named for a year.")] = None,
    latest: Annotated[bool, typer.Option("--latest", help="Only those that no newer one replaced.")] = False,
    url: Url = DEFAULT_URL,
    spice: SpiceUrl = None,
    as_json: Json = False,
) -> None:
    """List the meta-kernels of the collection."""
    with spice_at(url, spice) as client:
        found = client.meta_kernels(year=year, latest=latest)
    if as_json:
        write_json({"revision": found.revision}, "kernels", found.kernels, write)
    else:
        write("".join(f"{kernel_line(one)}\n" for one in found.kernels))


def _show(path: MetaKernel, url: Url = DEFAULT_URL, spice: SpiceUrl = None, as_json: Json = False) -> None:
    """Show the members of a meta-kernel in the order of loading; fail if one is missing or damaged."""
    with spice_at(url, spice) as client:
        found = client.meta_kernel(path)
    write(found.model_dump_json(indent=1) + "\n" if as_json else "\n".join(meta_kernel_lines(found)) + "\n")
    if not found.complete:
        lost = sum(one.state != "held" for one in found.members)
        raise CommandError(f"{counted(lost, 'member')} cannot be loaded: bring what is missing or damaged")


def _render(
    path: MetaKernel,
    root: Root = ".",
    partial: Annotated[bool, typer.Option("--partial", help="Leave out members that are missing.")] = False,
    url: Url = DEFAULT_URL,
    spice: SpiceUrl = None,
) -> None:
    """Write a meta-kernel whose members are found below a folder, wherever it was written for."""
    with spice_at(url, spice) as client:
        write(client.render(path, root=root, partial=partial))
