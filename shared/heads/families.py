"""The families of files whose heads are looked at: kernels and FITS, each by its own knowledge. Pure."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from shared.fits import problems as fits
from shared.fits.by_name import Form as FitsForm
from shared.fits.by_name import claimed as claimed_fits
from shared.fits.glance import glance as glance_at_fits
from shared.model.problems import Severity
from shared.model.reading import ReadAt
from shared.spice import problems as kernels
from shared.spice.describe.glance import glance as glance_at_kernel
from shared.spice.kinds.by_name import claimed as claimed_kernel
from shared.spice.kinds.kind import Form

COUNTED = frozenset({Form.DAF, Form.DAS, Form.DAF_TRANSFER, Form.DAS_TRANSFER})
"""Forms of kernels that tell their own length, or their end."""


def _broken() -> Iterator[str]:
    yield from (each.value for each in kernels.Code if kernels.severity_of(each) is Severity.BROKEN)
    yield from (each.value for each in fits.Code if fits.severity_of(each) is Severity.BROKEN)


BROKEN_CODES = frozenset(_broken())
"""Codes of problems with which software refuses a file, over all families: the same mean the same."""


class HeadProblem(Protocol):
    """One thing that is wrong with a file, by its head."""

    @property
    def code(self) -> StrEnum:
        """For programs."""

    @property
    def detail(self) -> str:
        """One line for people."""

    @property
    def severity(self) -> Severity:
        """Its weight."""


def is_of_a_family(name: str) -> bool:
    """Tell whether a name or path claims to be of a family whose heads are looked at."""
    return claimed_kernel(name) is not None or claimed_fits(name) is not None


def tells_its_end(name: str) -> bool:
    """Tell whether a file of this name says itself how long it is, or where it ends."""
    kernel = claimed_kernel(name)
    if kernel is not None:
        return kernel[1] in COUNTED
    return claimed_fits(name) in (FitsForm.PLAIN, FitsForm.FPACK)


def head_problems(source: ReadAt, name: str) -> tuple[HeadProblem, ...]:
    """Return what the head of a file says is wrong with it, the heaviest first; no bytes make it raise.

    Args:
        source: its bytes. What it raises passes through.
        name: its name or path, which tells its family.
    """
    if claimed_kernel(name) is not None:
        return glance_at_kernel(source, name).problems
    return glance_at_fits(source, name).problems
