"""Runs a program that ends when its parent does: `python die_with_parent.py <parent pid> <program> ...`.

A SIGKILL leaves a parent no time to stop its children. This file is run by its path, with nothing but
the standard library, then becomes the program.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>: the signal that we get when the parent ends. It outlives exec."""


def main(arguments: list[str]) -> None:
    """Ask the kernel for the signal, see that the parent has not ended before, and run the program."""
    parent, program = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        # SIGKILL: a server that hangs, or takes its time, would share its store with the next one.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("die_with_parent: the parent ended before the program started")
    os.execv(program[0], program)


if __name__ == "__main__":
    main(sys.argv[1:])
