"""Pages and trees of EKs: their integers in pages of 256, and lists of pointers as B*-trees of such pages.

The first integers of the file tell where the pages of each type begin. A node of a tree holds how many keys
it has, then keys, children and pointers, each in places of their own; a pointer stands between two children,
so that all of them in order are those of the list (the toolkit's ekpage.inc, ekfilpar.inc and ektree.inc).
"""

from collections.abc import Iterator
from typing import NamedTuple

from shared.spice.das.directories import PER_RECORD, Layout, Word
from shared.spice.reading import MalformedKernelError, ReadAt

ARCHITECTURE = 8
"""Of all EKs since 1995, whose pages are as told above; the toolkit calls it its fourth."""
PAGE = 256
"""Integers of a page, which is a record of a DAS file."""
DOUBLES = 128
"""Doubles of a page."""
DOUBLE_BASE, INTEGER_BASE = 8, 13
"""Addresses of what precedes the first page of each type."""
DEPTH = 4
"""The place of a tree's depth in its root, from 1."""
DEPTH_MAX = 10
"""Of a tree: each level has at least twenty times what the one above has."""
KEPT = 256
"""Pages that are remembered: rows and what they lead to follow each other."""


class Shape(NamedTuple):
    """Where a node has its parts, from 0."""

    keys: int
    """Place of the number of keys."""
    keys_max: int
    children: int
    pointers: int


ROOT = Shape(keys=4, keys_max=83, children=88, pointers=172)
CHILD = Shape(keys=0, keys_max=63, children=64, pointers=128)


class EkPages:
    """The words of an EK, read by whole pages."""

    def __init__(self, source: ReadAt, layout: Layout) -> None:
        """Read where pages begin. Raises MalformedKernelError where it is no EK of this architecture."""
        self._source = source
        self.layout = layout
        head = layout.integers(source, 1, INTEGER_BASE)
        if head[0] != ARCHITECTURE:
            raise MalformedKernelError(f"the EK is of architecture {head[0]}, and {ARCHITECTURE} is known")
        self.double_base = head[DOUBLE_BASE - 1]
        self.integer_base = head[INTEGER_BASE - 1]
        self._kept: dict[tuple[Word, int], tuple[float, ...] | tuple[int, ...]] = {}

    def integer(self, address: int) -> int:
        """Return an integer by its address. Raises MalformedKernelError where there is none."""
        return int(self._word(Word.INTEGER, address))

    def double(self, address: int) -> float:
        """Return a double by its address. Raises MalformedKernelError where there is none."""
        return self._word(Word.DOUBLE, address)

    def integers(self, address: int, count: int) -> tuple[int, ...]:
        """Return integers from an address. Raises MalformedKernelError where there are none."""
        return self.layout.integers(self._source, address, count)

    def text(self, base: int, size: int) -> str:
        """Return characters after an address, without blanks at the end. Raises MalformedKernelError."""
        return self.layout.characters(self._source, base + 1, size).decode("latin-1").rstrip(" \0")

    def pointers(self, root: int, most: int) -> Iterator[int]:
        """Give the pointers of a tree in their order.

        Args:
            root: the page of its root, from 1.
            most: pointers that are given; a tree that has more is malformed.

        Raises:
            MalformedKernelError: a node is not there, or has impossible counts.
        """
        depth = self.integer(self.integer_base + (root - 1) * PAGE + DEPTH)
        if not 1 <= depth <= DEPTH_MAX:
            raise MalformedKernelError(f"the tree of page {root} claims a depth of {depth}")
        for count, pointer in enumerate(self._below(root, ROOT, depth)):
            if count == most:
                raise MalformedKernelError(f"the tree of page {root} has more than {most} pointers")
            yield pointer

    def _below(self, page: int, shape: Shape, levels: int) -> Iterator[int]:
        node = self.integers(self.integer_base + (page - 1) * PAGE + 1, PAGE)
        keys = node[shape.keys]
        if not 0 <= keys <= shape.keys_max:
            raise MalformedKernelError(f"page {page} claims {keys} keys, and a node has {shape.keys_max}")
        for place in range(keys + 1):
            if levels > 1:  # the lowest nodes may hold anything for children
                yield from self._below(node[shape.children + place], CHILD, levels - 1)
            if place < keys:
                yield node[shape.pointers + place]

    def _word(self, word: Word, address: int) -> float:
        page, place = divmod(address - 1, PER_RECORD[word])
        kept = self._kept.get((word, page))
        if kept is None or place >= len(kept):
            kept = self._read(word, page, place + 1)
        return kept[place]

    def _read(self, word: Word, page: int, least: int) -> tuple[float, ...] | tuple[int, ...]:
        read = self.layout.doubles if word is Word.DOUBLE else self.layout.integers
        found = read(self._source, page * PER_RECORD[word] + 1, max(least, PER_RECORD[word]))
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[word, page] = found
        return found
