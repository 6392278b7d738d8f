"""Inventories of PDS4 collections: lines of status and LIDVID (PDS4 Standards Reference). Pure."""

from dataclasses import dataclass

from shared.spice.source.checksums import LINES_MAX
from shared.spice.source.errors import BadSourceError

LID = "urn:"

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
