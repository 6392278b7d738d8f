"""Kernels that are known, for tests. No test module."""

from collections.abc import Mapping

from services.manager.meaning.contents import KnownContent
from services.manager.meaning.kernels import KnownKernels, TimedSpans


def content_of(digit: str) -> str:
    """Return the content that one hexadecimal digit names."""
    return digit * 64


def meta_kernel(*members: str) -> KnownContent:
    """Return a meta-kernel that names its members from its own folder."""
    return KnownContent(family="mk", form="text", members=members)


def known(files: Mapping[str, str], contents: Mapping[str, KnownContent]) -> KnownKernels:
    """Return the kernels of a tree: digits of contents by path, and what is known of these."""
    found = {content_of(digit): one for digit, one in contents.items()}
    return KnownKernels([(path, content_of(digit)) for path, digit in files.items()], found, TimedSpans())
