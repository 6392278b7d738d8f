"""The wave of a file: when it is placed among the files of one step (invariant I10).

Meta-kernels follow all other files, so that a reader that opens a meta-kernel finds its members. The wave
follows from the name alone: it is needed before a byte of the file has arrived.
"""

from enum import IntEnum

META_KERNEL_SUFFIXES = (".tm", ".mk")
"""`.tm` is NAIF's suffix for meta-kernels (Kernel Required Reading), `.mk` is that of IMAP (`*.spice.mk`)."""


class Wave(IntEnum):
    """The place of a file in a step, lower first. Indexes keep the numbers: their meanings never change."""

    FILES = 0
    META_KERNELS = 1


def wave_of(path: str) -> Wave:
    """Return the wave of a file by the suffix of its name, in either case."""
    return Wave.META_KERNELS if path.lower().endswith(META_KERNEL_SUFFIXES) else Wave.FILES
