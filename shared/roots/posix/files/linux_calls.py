"""The Linux calls that Python's `os` lacks: renameat2(2), syncfs(2) and sync_file_range(2)."""

import ctypes
import errno
import os
import platform
from collections.abc import Mapping
from types import MappingProxyType

RENAME_NOREPLACE = 1
"""<linux/fs.h>: fail with EEXIST where the target is there."""
RENAME_EXCHANGE = 2
"""<linux/fs.h>: swap the two names atomically."""

SYNC_FILE_RANGE_WRITE = 2
"""<linux/fs.h>: begin to write what is not being written yet, and wait for none of it."""

SYSCALL_RENAMEAT2: Mapping[str, int] = MappingProxyType(
    {"x86_64": 316, "aarch64": 276, "riscv64": 276, "ppc64le": 357, "s390x": 347}
)
"""Call numbers for C libraries without a wrapper (glibc before 2.28, musl before 1.2.5)."""


_RENAME_ARGUMENTS = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)


class LinuxCalls:
    """A handle on the C library. Errors are raised as OSError with errno set."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None, use_errno=True)
        if hasattr(self._library, "renameat2"):
            self._library.renameat2.argtypes = _RENAME_ARGUMENTS

    def rename(self, source_at: int, source: bytes, target_at: int, target: bytes, flags: int) -> None:
        """Rename between two directory descriptors under `flags`. Raises OSError, ENOSYS where unknown."""
        if hasattr(self._library, "renameat2"):
            self._check(self._library.renameat2(source_at, source, target_at, target, flags))
            return
        arguments = (
            ctypes.c_int(source_at),
            ctypes.c_char_p(source),
            ctypes.c_int(target_at),
            ctypes.c_char_p(target),
            ctypes.c_uint(flags),
        )
        number = SYSCALL_RENAMEAT2.get(platform.machine())
        if number is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        self._check(self._library.syscall(ctypes.c_long(number), *arguments))

    def sync_filesystem(self, descriptor: int) -> None:
        """Write everything of the file system that `descriptor` lies on to the device."""
        if hasattr(self._library, "syncfs"):
            self._check(self._library.syncfs(ctypes.c_int(descriptor)))
        else:
            os.sync()

    def begin_sync(self, descriptor: int) -> None:
        """Have the system begin to write a file to the device; nothing is durable by that.

        An error of the device stays with the file, for the fsync(2) that asks for it.

        Raises:
            OSError: the system refused, ENOSYS where it cannot.
        """
        if not hasattr(self._library, "sync_file_range"):
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        start, to_the_end = ctypes.c_int64(0), ctypes.c_int64(0)
        flags = ctypes.c_uint(SYNC_FILE_RANGE_WRITE)
        self._check(self._library.sync_file_range(ctypes.c_int(descriptor), start, to_the_end, flags))

    @staticmethod
    def _check(result: int) -> None:
        if result != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
