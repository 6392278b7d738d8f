"""Leases of Linux, by which it tells whether a program has a file open for writing.

A read lease is refused while anybody has (fcntl(2), F_SETLEASE), a writable mapping included. It is given to
the owner of the file and to processes with CAP_LEASE; of the files of others nothing is told, nor is on file
systems without leases (NFS 3). NFS 4 and SMB give one only with a delegation: they seem to say yes of every
file. The lease is given back at once. A program that opens the file for writing in that instant waits for it,
some microseconds.
"""

import errno
import fcntl
import signal

F_SETSIG = 10
"""<linux/fcntl.h>; the module `fcntl` lacks it."""

BREAK_SIGNAL = signal.SIGURG
"""Sent to the holder of a lease when another program wants the file: one that is ignored by default. That of
the kernel's choice, SIGIO, ends the process."""


def has_writer(descriptor: int) -> bool:
    """Tell whether anybody has the file of a descriptor, open for reading alone, open for writing."""
    try:
        fcntl.fcntl(descriptor, F_SETSIG, BREAK_SIGNAL)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
