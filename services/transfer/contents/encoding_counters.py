"""Counting how contents travel."""

from collections import Counter
from dataclasses import dataclass, field

from shared.contracts.messages.transfers.manifest import Encoding, Manifest


@dataclass(frozen=True, slots=True)
class EncodingCounters:
    """What a worker has packed since it started, by encoding."""

    contents: Counter[Encoding] = field(default_factory=Counter)
    bytes: Counter[Encoding] = field(default_factory=Counter)
    """In packs, manifests aside."""

    def count(self, manifest: Manifest) -> None:
        """Count what one pack carries."""
        for packed in manifest.contents:
            self.contents[packed.encoding] += 1
            self.bytes[packed.encoding] += packed.length
