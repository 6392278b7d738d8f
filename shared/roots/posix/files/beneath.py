"""Opening what is below a directory in one call: openat2(2), with which the kernel follows no link.

`PosixFiles` walks by itself where the kernel lacks it, and until names on the way are known to be exact.
"""

import ctypes
import errno
import os
import stat

SYSCALL_OPENAT2 = 437
"""The same on every architecture that is newer than Linux 5.6."""

RESOLVE_NO_XDEV = 0x01
RESOLVE_NO_MAGICLINKS = 0x02
RESOLVE_NO_SYMLINKS = 0x04
RESOLVE_BENEATH = 0x08
"""<linux/openat2.h>. Mounts inside a root are part of it, so the first one is not used."""

RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS

FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW

WALK_FLAGS = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

LACKING = frozenset({errno.ENOSYS, errno.EPERM, errno.E2BIG})
"""An older kernel, or a container whose filter does not know the call."""


class _How(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


HOW_BYTES = ctypes.sizeof(_How)


class Beneath:
    """Opens files and directories below one directory."""

    def __init__(self) -> None:
        self._syscall = ctypes.CDLL(None, use_errno=True).syscall
        self._syscall.argtypes = (
            ctypes.c_long,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_void_p,
            ctypes.c_size_t,
        )
        self._syscall.restype = ctypes.c_long
        self._hows = [_How(flags, 0, RESOLVE) for flags in (FLAGS, WALK_FLAGS)]
        self._file, self._directory = map(ctypes.addressof, self._hows)

    def open(self, directory: int, path: str) -> int:
        """Return a descriptor of the regular file at a path below a directory.

        Raises:
            NotImplementedError: the kernel has no such call.
            OSError: it cannot be opened, leads out of the directory or over a link, or is no regular file.
        """
        if "\0" in path:
            raise OSError(errno.EINVAL, "a name has no NUL byte", path)
        number = self._open(directory, path.encode(), self._file)
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise OSError(errno.EINVAL, "it is no regular file", path)
        return number

    def walk(self, directory: int, path: bytes) -> int:
        """Return a descriptor, to walk on from, of the directory at a path below a directory. See `open`.

        The path has no NUL byte: who walks has taken it apart before, once for all that is in it.
        """
        return self._open(directory, path, self._directory)

    def _open(self, directory: int, path: bytes, how: int) -> int:
        number: int = self._syscall(SYSCALL_OPENAT2, directory, path, how, HOW_BYTES)
        if number < 0:
            failed = ctypes.get_errno()
            if failed in LACKING:
                raise NotImplementedError("this kernel has no openat2")
            raise OSError(failed, os.strerror(failed), os.fsdecode(path))
        return number
