"""The memory of large files that were hashed a short while ago, by their fingerprints."""

import threading
from collections import OrderedDict

from shared.model.entry import Fingerprint

KNOWN_MAX = 256
"""Files remembered: a few hundred bytes each, and more than go out in ranges at a time."""


class KnownFiles:
    """Says what a file holds that was hashed before, as long as its fingerprint is the same.

    A content that travels in ranges is opened once for each: hashed each time, a file of 100 GiB would be
    read a hundred times. Its target verifies the whole. Methods may be called from several threads.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, Fingerprint], str] = OrderedDict()
        self._lock = threading.Lock()

    def holds(self, path: str, fingerprint: Fingerprint, content: str) -> bool:
        """Tell whether the file of this path and fingerprint was seen to hold a content."""
        return self._known.get((path, fingerprint)) == content

    def note(self, path: str, fingerprint: Fingerprint, content: str) -> None:
        """Take note of what a file holds; the longest known is forgotten for it."""
        with self._lock:
            self._known[path, fingerprint] = content
            self._known.move_to_end((path, fingerprint))
            while len(self._known) > KNOWN_MAX:
                self._known.popitem(last=False)
