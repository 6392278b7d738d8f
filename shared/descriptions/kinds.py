"""The kinds of contents that describers of ours tell; describers of others may tell more. Pure."""

from typing import Final

from shared.contracts.messages.description import PACKING
from shared.spice.kinds.kind import Family

KNOWN_KINDS: Final = frozenset((*(family.value for family in Family), "fits", "document", PACKING))
