"""The port between kernel sets and those who furnish them.

Whoever computes asks `KernelSets` for a set, and `KernelFiles` for its files. CSPICE closes and opens files
again by path, so that a file must keep its bytes while anybody has it loaded: files of the collection's own
directory do not, and are never furnished.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion, SetMember
from shared.web.authorise import Caller


@dataclass(frozen=True, slots=True)
class LocalKernel:
    """One kernel of a set, with its bytes on this host."""

    path: str
    """In the collection."""
    content: str
    """BLAKE3-256."""
    revision: int
    kind: str
    quality: str
    file: PurePath
    """Absolute, named by the content: nobody ever writes to it."""


class AbsentContentError(Exception):
    """No site that can be asked holds the bytes of a kernel; `str()` says of which, and what to do."""


class KernelsUnavailableError(Exception):
    """Kernels are at other sites, and have not arrived; `str()` says which, and what to do."""


class KernelSets(Protocol):
    """Finds the kernels of a question."""

    async def find(self, question: KernelSetQuestion, caller: Caller) -> KernelSetAnswer:
        """Return the least set, in the order of loading, of kernels that the caller sees.

        Raises:
            NotFoundError: a name is none.
            MalformedError: a time is none, or a quality.
        """

    async def of_meta_kernel(self, path: str, caller: Caller) -> KernelSetAnswer:
        """Return the members of a meta-kernel as a set.

        Raises:
            NotFoundError: the caller sees none.
            UnfitKernelsError: one is known as broken, or they have frames relative to each other in a ring.
        """

    async def of_paths(self, paths: Sequence[str], caller: Caller) -> KernelSetAnswer:
        """Return kernels as a set, in this order. Raises as `of_meta_kernel` does."""

    async def meta_kernels(self, caller: Caller) -> Sequence[str]:
        """Return the paths of the meta-kernels that the caller sees, in order."""


class KernelFiles(Protocol):
    """Keeps the files of kernels by their contents, bounded, and verified before they are first used."""

    def held(self, members: Sequence[SetMember]) -> AbstractAsyncContextManager[tuple[LocalKernel, ...]]:
        """Hold the files of kernels, in the same order, for as long as the block runs.

        Raises:
            AbsentContentError: no site holds one.
            KernelsUnavailableError: one may be had later.
        """
