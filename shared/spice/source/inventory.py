"""Inventories of PDS4 collections: lines of status and LIDVID (PDS4 Standards Reference). Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename

from shared.spice.kinds.by_name import claimed
from shared.spice.source.checksums import LINES_MAX
from shared.spice.source.errors import BadSourceError

LID = "urn:"

META_KERNEL = re.compile(r"(?P<stem>mk_.+)_v(?P<version>\d{1,9})\.[^.]+", re.ASCII)
"""A meta-kernel by its file's name: its identifier ends before the version, which is that of the product."""

FIRST = "1.0"
"""The version of any other kernel: another version is another file, and another product."""

STATUSES = ("P", "S")
"""Primary members of a collection, and secondary ones, which belong to another."""


@dataclass(frozen=True, slots=True)
class InventoryMember:
    """One product of a collection."""

    status: str
    lid: str
    version: str
    """Empty where the inventory names none."""

    @property
    def product(self) -> str:
        """Return the last part of its identifier: of a kernel `spk_mro_psp60.bsp`."""
        return self.lid.rpartition(":")[2]

    @property
    def named(self) -> str:
        """Return the product, of a meta-kernel with the version that tells which it is."""
        several = self.product.startswith("mk_") and self.version
        return f"{self.product}::{self.version}" if several else self.product

    def is_named(self, product: str) -> bool:
        """Tell whether a file whose name makes it a product is this one; without a version any of them is."""
        found = META_KERNEL.fullmatch(product)
        if found is None or product == self.product:
            return product == self.product
        version = self.version.partition(".")[0]
        return found["stem"] == self.product and version in ("", str(int(found["version"])))


def parse_inventory(text: str) -> tuple[InventoryMember, ...]:
    """Return the members of a collection, in their order. Raises BadSourceError."""
    members: dict[str, InventoryMember] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if number > LINES_MAX:
            raise BadSourceError(f"the inventory has more than {LINES_MAX} lines")
        status, _, identifier = (part.strip() for part in line.partition(","))
        lid, _, version = identifier.partition("::")
        if status.upper() not in STATUSES or not lid.lower().startswith(LID) or "," in identifier:
            raise BadSourceError(f"line {number} is no status and identifier: {line[:60]!r}")
        members[identifier] = InventoryMember(status.upper(), lid.lower(), version)
    return tuple(members.values())


def identified(family: str, file: str) -> tuple[str, str]:
    """Return the last part of a kernel's identifier, and its version, as NAIF's bundler makes them."""
    product = _product(family, file)
    if found := META_KERNEL.fullmatch(product):
        return found["stem"], f"{int(found['version'])}.0"
    return product, FIRST


def _product(family: str, file: str) -> str:
    return f"{family}_{file.lower()}"


def listed_by(members: Iterable[InventoryMember], held: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that the primary members of an inventory stand for.

    Args:
        members: of the inventory.
        held: paths of a replica; what is in none of them is told by its file's name.
    """
    held = tuple(held)
    products = {product: path for path in held for product in products_of(path)}
    return tuple(
        path
        for one in members
        if one.status == "P"
        for path in _paths(one, products) or (one.named.partition("_")[2],)
    )


def products_of(path: str) -> Iterator[str]:
    """Give the product that a kernel is by its name; none where it has no name of a kernel."""
    if (named := claimed(path)) is not None:
        yield _product(str(named[0]), basename(path))


def is_there(member: InventoryMember, products: Collection[str]) -> bool:
    """Tell whether a member of a collection is among the products of a replica."""
    return bool(_names(member, products))


def _paths(member: InventoryMember, products: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(products[name] for name in _names(member, products))


def _names(member: InventoryMember, products: Collection[str]) -> tuple[str, ...]:
    if member.product in products:
        return (member.product,)
    # Few are meta-kernels: all names are looked at for those alone.
    several = products if member.product.startswith("mk_") else ()
    return tuple(name for name in several if member.is_named(name))
