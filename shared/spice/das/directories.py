"""The directories of a DAS file: which records hold characters, doubles and integers.

A directory is a record of 256 int32: the previous and next directory, the address ranges that it describes,
the type of its first cluster, and the sizes of clusters in records; a positive size means that the type
follows its predecessor in the circle characters, doubles, integers, a negative one that it precedes it
(DAS Required Reading, "Directory Records"). Records of a type are full but for its last, so that an address
lies in a record that can be counted. Pointers and sizes come from the file and so may lie.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate

from shared.spice.daf.file_record import RECORD
from shared.spice.das.file_record import DasRecord
from shared.spice.reading import MalformedKernelError, ReadAt, read_exactly

CLUSTERS_MAX = 200_000
"""Clusters of one file: segregated files have a few, and more would only fill memory."""
_WORDS = 256
_FIRST_SIZE = 9


class Word(IntEnum):
    """The types of a DAS file, in their circle."""

    CHARACTER = 1
    DOUBLE = 2
    INTEGER = 3


PER_RECORD = {Word.CHARACTER: 1024, Word.DOUBLE: 128, Word.INTEGER: 256}
_FORMATS = {Word.CHARACTER: "c", Word.DOUBLE: "d", Word.INTEGER: "i"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records of one type that follow each other."""

    word: Word
    first: int
    """Record number, from 1."""
    records: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the words of a DAS file are."""

    record: DasRecord
    by_word: Mapping[Word, tuple[Cluster, ...]]
    """Clusters of each type, in the order of the file."""
    ends: Mapping[Word, tuple[int, ...]]
    """Records of the type up to the end of each of them."""
    records: int
    """Records that the file must have."""

    @property
    def needed(self) -> int:
        """Bytes that the file must have."""
        return self.records * RECORD

    def doubles(self, source: ReadAt, first: int, count: int) -> tuple[float, ...]:
        """Return doubles from an address, which counts from 1.

        Raises:
            MalformedKernelError: the file has none there.
        """
        return struct.unpack(f"{self.record.order}{count}d", self._raw(source, Word.DOUBLE, first, count))

    def integers(self, source: ReadAt, first: int, count: int) -> tuple[int, ...]:
        """Return integers from an address, which counts from 1; see `doubles`."""
        return struct.unpack(f"{self.record.order}{count}i", self._raw(source, Word.INTEGER, first, count))

    def characters(self, source: ReadAt, first: int, count: int) -> bytes:
        """Return characters from an address, which counts from 1; see `doubles`."""
        return self._raw(source, Word.CHARACTER, first, count)

    def _raw(self, source: ReadAt, word: Word, first: int, count: int) -> bytes:
        size = struct.calcsize("=" + _FORMATS[word])
        pieces, index, left = [], first - 1, count
        while left > 0:
            record, place = divmod(index, PER_RECORD[word])
            taken = min(left, PER_RECORD[word] - place)
            offset = (self._record_of(word, record) - 1) * RECORD + place * size
            pieces.append(read_exactly(source, offset, taken * size, f"{word.name.lower()} {index + 1}"))
            index, left = index + taken, left - taken
        return b"".join(pieces)

    def _record_of(self, word: Word, nth: int) -> int:
        ends, clusters = self.ends[word], self.by_word[word]
        at = bisect_right(ends, nth)
        if nth >= 0 and at < len(clusters):
            return clusters[at].first + nth - (ends[at] - clusters[at].records)
        raise MalformedKernelError(f"an address leads beyond the {word.name.lower()}s of the file")


def read_layout(source: ReadAt, record: DasRecord) -> Layout:
    """Return where the words of a DAS file are, by its directories.

    Raises:
        MalformedKernelError: a directory is missing, follows itself, or holds impossible sizes.
    """
    clusters: list[Cluster] = []
    number, last, seen = record.first_directory, record.first_directory, set[int]()
    while number > 0:
        if len(clusters) > CLUSTERS_MAX:
            raise MalformedKernelError(f"the file claims more than {CLUSTERS_MAX} clusters of records")
        if number in seen:
            raise MalformedKernelError(f"directory record {number} follows itself: the file is damaged")
        seen.add(number)
        data = read_exactly(source, (number - 1) * RECORD, RECORD, f"directory record {number}")
        words = struct.unpack(f"{record.order}{_WORDS}i", data)
        described = list(_clusters(words, number))
        clusters += described
        last = max([last, number, *(each.first + each.records - 1 for each in described)])
        number = words[1]
    by_word = {word: tuple(each for each in clusters if each.word is word) for word in Word}
    ends = {word: tuple(accumulate(each.records for each in those)) for word, those in by_word.items()}
    return Layout(record, by_word, ends, last)


def _clusters(words: tuple[int, ...], number: int) -> Iterator[Cluster]:
    kind, at = words[_FIRST_SIZE - 1], number + 1
    for place in range(_FIRST_SIZE, _WORDS):
        size = words[place]
        if size == 0:
            return
        if place > _FIRST_SIZE:
            kind = (kind if size > 0 else kind - 2) % 3 + 1
        if not 1 <= kind <= 3:
            raise MalformedKernelError(f"directory record {number} tells no type of its first cluster")
        yield Cluster(Word(kind), at, abs(size))
        at += abs(size)
