"""A replica on this host's disk, and the tables, inventories and labels that its archive laid beside it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from shared.spice.kinds.by_name import claimed
from shared.spice.source.account import Account, account
from shared.spice.source.checksums import parse_checksums
from shared.spice.source.errors import BadSourceError
from shared.spice.source.inventory import (
    InventoryMember,
    is_there,
    listed_by,
    parse_inventory,
    products_of,
)
from shared.spice.source.label import LABEL_MAX, parse_label
from spicerack.errors import CommandError

TABLES = ("index/checksum.tab", "checksum.tab", "miscellaneous/checksum/checksum_v*.tab")
"""Where archives keep checksums: PDS3 volumes, PDS4 bundles, of which the last version counts."""

INVENTORIES = "spice_kernels/collection_*inventory_v*.csv"

LABELS = "**/*.xml"

TABLE_MAX = 256 * 1024**2
"""Bytes of a table: a million lines."""


@dataclass
class Said:
    """What an archive says of its files."""

    checksums: dict[str, str] = field(default_factory=dict)
    """MD5 by path below the root, by tables."""
    labels: dict[str, str] = field(default_factory=dict)
    """The same by labels, which stay beside a kernel that the archive withdraws: they list nothing."""
    members: list[InventoryMember] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def take(self, root: Path, source: Path) -> None:
        """Take what one file says. Raises CommandError where it is broken or unreadable."""
        try:
            self._take(root, source)
        except BadSourceError as error:
            raise CommandError(f"{source}: {error}") from error
        except OSError as error:
            raise CommandError(f"{source} cannot be read: {error.strerror or error}") from error
        self.sources.append(str(source))

    def _take(self, root: Path, source: Path) -> None:
        match source.suffix.lower():
            case ".csv":
                self.members += parse_inventory(_text(source))
            case ".xml":
                if source.stat().st_size > LABEL_MAX:
                    raise BadSourceError(f"it has more than {LABEL_MAX} bytes")
                label = parse_label(source.read_bytes())
                path = source.with_name(Path(label.file).name).relative_to(root)
                self.labels[path.as_posix()] = label.md5
            case _:
                self.checksums.update(parse_checksums(_text(source)))


def said_of(root: Path, named: Sequence[Path]) -> Said:
    """Return what is said of a replica: by the files that are named, else by those that are found.

    Raises:
        CommandError: there is none, or one is broken.
    """
    said = Said()
    for source in named or _found(root):
        said.take(root, source)
    if not said.sources:
        raise CommandError(
            f"{root} has no {', '.join((*TABLES, INVENTORIES))}, nor labels of kernels: name one by --source"
        )
    return said


def _found(root: Path) -> Iterator[Path]:
    for pattern in (*TABLES, INVENTORIES):
        yield from sorted(root.glob(pattern))[-1:]
    yield from sorted(path for path in root.glob(LABELS) if _is_label(path))


def _is_label(path: Path) -> bool:
    with path.open("rb") as file:
        return b"Product_SPICE_Kernel" in file.read(LABEL_MAX)


def _text(path: Path) -> str:
    if path.stat().st_size > TABLE_MAX:
        raise BadSourceError(f"it has more than {TABLE_MAX} bytes")
    return path.read_text(encoding="latin-1")


def compared(root: Path, said: Said) -> tuple[Account, tuple[str, ...]]:
    """Return the account of a replica, and the products of inventories that are not in it."""
    sums = {**said.labels, **said.checksums}
    held = _held(root, sums) if sums else dict.fromkeys(_kernels(root), "")
    there = {product for path in held for product in products_of(path)}
    missing = sorted(
        f"{one.lid.removesuffix(one.product)}{one.named}"
        for one in said.members
        if one.status == "P" and not is_there(one, there)
    )
    found = account(_listed(said, held), held)
    # What an inventory alone names is told by its product: where it should be nobody says.
    return replace(found, missing=tuple(path for path in found.missing if path in sums)), tuple(missing)


def _listed(said: Said, held: Mapping[str, str]) -> Mapping[str, str]:
    """Return the checksum by path of all that the archive has; empty where nothing tells it."""
    if not said.members:
        return said.checksums or said.labels
    members = {path: said.labels.get(path, "") for path in listed_by(said.members, held)}
    return {**members, **said.checksums}


def _held(root: Path, listed: Mapping[str, str]) -> dict[str, str]:
    paths = {path for path in listed if (root / path).is_file()} | set(_kernels(root))
    return {path: _md5(root / path) for path in sorted(paths)}


def _kernels(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and claimed(path.name) is not None:
            yield path.relative_to(root).as_posix()


def _md5(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror or error}") from error
