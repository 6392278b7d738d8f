"""Inventories of PDS4 collections: lines of status and LIDVID (PDS4 Standards Reference). Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from posixpath import basename

from shared.spice.kinds.by_name import claimed
from shared.spice.source.checksums import LINES_MAX
from shared.spice.source.errors import BadSourceError

LID = "urn:"

META_KERNEL = "mk_"
"""Begins products whose version stands behind their identifier, and not in it."""

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


def product_of(family: str, file: str) -> str:
    """Return the last part of a kernel's identifier, as NAIF's bundler makes it."""
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
        for path in _paths(one.product, products) or (one.product.partition("_")[2],)
    )


def products_of(path: str) -> Iterator[str]:
    """Give the product that a kernel is by its name; none where it has no name of a kernel."""
    if (named := claimed(path)) is not None:
        yield product_of(str(named[0]), basename(path))


def is_there(member: InventoryMember, products: Collection[str]) -> bool:
    """Tell whether a member of a collection is among the products of a replica."""
    if member.product.startswith(META_KERNEL):
        return any(one.startswith(member.product) for one in products)
    return member.product in products


def _paths(product: str, products: dict[str, str]) -> tuple[str, ...]:
    if product.startswith(META_KERNEL):
        return tuple(path for name, path in products.items() if name.startswith(product))
    return (products[product],) if product in products else ()
