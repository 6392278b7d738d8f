"""Errors of a command: one line, and the exit code that goes with it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    FAILED = 1
    """The world is not as the command needs it; the line on stderr says who must do what."""
    USAGE = 2
    """The command was typed wrongly; nothing was touched."""
    OFFLINE = 3
    """`sync` alone: every site that is online has everything, but some sites are offline."""
    REFUSED = 4
    """`sync` alone: what is missing was refused by a site's file system; a person there must act."""
    UNPUBLISHED = 5
    """`sync` alone: every site has everything that is published, but some files cannot be."""
    INTERRUPTED = 130
    """Ctrl-C: 128 and SIGINT, as shells count."""


class CommandError(Exception):
    """The command ends here. `str()` is the one line that a person reads: what is wrong, what to do."""

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class UsageProblem(CommandError):  # noqa: N818 - it names the caller's problem; Typer owns UsageError
    """The command was typed wrongly: the caller must act, nothing was touched."""

    def __init__(self, message: str) -> None:
        super().__init__(message, ExitCode.USAGE)
