"""`spicerack kernels verify`: a replica held against what its archive says of it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from shared.spice.source.account import Account
from spicerack.commands.options import Json, write
from spicerack.commands.science.replica import compared, said_of
from spicerack.errors import CommandError
from spicerack.text import counted, printable

VERIFY_EXAMPLE = "spicerack kernels verify /data/mro"

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="A replica of an archive.")
]


def kernels_verify(
    directory: Folder,
    source: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A checksum table, an inventory (.csv) or a label (.xml)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold a replica against its archive's checksums, inventories and labels; fail where it is not whole."""
    said = said_of(directory, source or ())
    found, products = compared(directory, said)
    if as_json:
        told = {"sources": said.sources, **asdict(found), "missing_products": products}
        write(json.dumps(told, indent=1) + "\n")
    else:
        write("".join(f"{line}\n" for line in _lines(found, products)))
    wrong = len(found.missing) + len(found.differing) + len(products)
    if wrong:
        is_not, them = ("is not", "it") if wrong == 1 else ("are not", "them")
        raise CommandError(
            f"{counted(wrong, 'file')} of {directory} {is_not} as the archive says: get {them} again"
        )


def _lines(found: Account, products: tuple[str, ...]) -> Iterator[str]:
    yield f"{counted(found.same, 'file')} as the archive says"
    yield from (f"missing      {printable(path)}" for path in found.missing)
    yield from (f"missing      {printable(lid)}" for lid in products)
    yield from (f"differing    {printable(path)}" for path in found.differing)
    yield from (f"superseded   {printable(one.path)} by {printable(one.by)}" for one in found.superseded)
    yield from (f"withdrawn    {printable(path)}" for path in found.withdrawn)
