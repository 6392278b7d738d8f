"""Entry point of the console script: the boundary where errors become one line and an exit code."""

import importlib
import sys
from collections.abc import Sequence

from spicerack.console import silence
from spicerack.errors import CommandError, ExitCode
from spicerack.text import printable

SERVE_ARGUMENTS = 2
"""`serve` and the name of a service."""

HELP = ["--help"]
"""Typed alone: the table is the answer, and Typer, which takes most of the time, is not loaded."""


def run() -> None:
    """Run the command that was typed and exit."""
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; errors are one line on stderr."""
    try:
        if list(arguments) == HELP:
            print(importlib.import_module("spicerack.help").help_text())
            return ExitCode.DONE
        if len(arguments) == SERVE_ARGUMENTS and arguments[0] == "serve" and _serve(arguments[1]):
            return ExitCode.DONE
        return _command_line(arguments)
    except CommandError as error:
        # It may hold names of others' files.
        print(f"spicerack: {printable(str(error))}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted.
        silence(sys.stdout)
        return ExitCode.FAILED


def _serve(name: str) -> bool:
    """Run a service, and tell whether there is one of this name: nothing of the command line's is loaded."""
    services = importlib.import_module("spicerack.services")
    if name not in list(services.Service):
        return False
    services.serve(services.Service(name))
    return True


def _command_line(arguments: Sequence[str]) -> int:
    try:
        app = importlib.import_module("spicerack.app")
    except ModuleNotFoundError as error:
        raise CommandError(
            f"{error.name} is not installed, only `spicerack serve` works here: pip install 'spicerack[cli]'"
        ) from error
    try:
        code = app.invoke(arguments)
    except UnicodeEncodeError as error:
        # The name of a file of this host, or one that was typed: collections have UTF-8 alone.
        name = error.object.encode("utf-8", "backslashreplace").decode()
        raise CommandError(f"{name} is not in UTF-8: rename it, or name another") from error
    return int(code)
