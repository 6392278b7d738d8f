"""Ties a program to the life of the process that starts it, then becomes that program.

Run as a script, by path, with nothing but the standard library:

    python -I -S die_with_parent.py PARENT_PID PROGRAM [ARGUMENT ...]

The kernel kills the program when its parent dies (PR_SET_PDEATHSIG, see prctl(2)), even if the parent
was killed by SIGKILL and could not clean up: a server that is left behind would share its store. The
setting survives execve(2). A wrapper is used rather than a hook between fork and exec, because no Python
code is safe to run there once threads exist.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>."""

CANNOT_EXECUTE = 126
"""What shells answer when a program cannot be executed."""


def main(arguments: list[str]) -> int:
    """Tie this process to its parent and become the program; return an exit code only when that fails."""
    parent, program = int(arguments[0]), arguments[1:]
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) != 0:
        print(f"cannot tie {program[0]} to its parent: {os.strerror(ctypes.get_errno())}", file=sys.stderr)
        return CANNOT_EXECUTE
    # The parent may have died before that: then no signal would ever come.
    if os.getppid() != parent:
        return CANNOT_EXECUTE
    try:
        os.execvp(program[0], program)
    except OSError as error:
        print(f"cannot execute {program[0]}: {error.strerror}", file=sys.stderr)
    return CANNOT_EXECUTE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
