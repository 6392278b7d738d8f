"""The command line: a table of commands, each loaded when it is typed."""

import importlib
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from spicerack.errors import CommandError, ExitCode, UsageProblem

HELP = """Keep collections of files the same at every site.

Exit codes: 0 done; 1 failed; 2 typed wrongly, nothing was touched; of sync alone: 3 only offline sites
lack something, 4 a site refuses a file for good, 5 a site holds what cannot be published; 130 Ctrl-C.
"""

SUBJECTS = {
    "run": {
        "up": "Run sites on this host until Ctrl-C.",
        "url": "Tell where a service answers.",
        "serve": "Run one service in this process.",
        "demo": "Show on this machine what SpiceRack does.",
    },
    "sites": {
        "sync": "Have every site look now, and wait until all hold the same.",
        "status": "Show where every site is.",
        "site": "Look after one site.",
        "quarantine": "Look after files that a site keeps and does not publish.",
        "dead": "Look after messages that no service could handle.",
    },
    "history": {
        "ls": "List what the collection holds, or held.",
        "log": "Show the commits of the collection, or the history of one path.",
        "diff": "Show the paths that are not the same at two revisions.",
    },
    "files": {
        "find": "List the files of a selection.",
        "get": "Bring files to this host, verified; a download that was cut goes on where it was.",
        "cat": "Write files to standard output, one after the other.",
        "put": "Put files: sent from where they were cut, verified before they are visible, then committed.",
        "rm": "Remove files at every site; their history stays.",
        "mv": "Move a file within the collection, as one commit.",
        "cp": "Copy a file within the collection, as one commit.",
        "mirror": "Make a directory the same as a part of the collection: only what differs travels.",
    },
    "science": {
        "kernels": "Look into SPICE kernels on this host.",
        "satellites": "Show what the satellites service does.",
    },
    "deployment": {
        "token": "Make, list and revoke the tokens of callers.",
        "access": "Make a user of the NATS server for each site.",
        "backup": "Copy the logs, the records of sites and what is undecided.",
        "restore-backup": "Restore a backup into a server without a log.",
        "migrate": "Bring local databases to this version.",
    },
}
"""Each subject's folder below `commands`, and its commands with the line that `--help` shows.

A command is `app()` in the module of its name.
"""

COMMANDS = {command: line for commands in SUBJECTS.values() for command, line in commands.items()}


class LazyCommands(TyperGroup):
    """A group whose commands are imported when they are typed: `--help` loads none of their packages."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - as the library has it
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - as the library has it
        """Return the command of that name, or None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        folder = next(subject for subject, commands in SUBJECTS.items() if cmd_name in commands)
        module = importlib.import_module(f"spicerack.commands.{folder}.{cmd_name.replace('-', '_')}")
        command = typer.main.get_command(module.app())
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - as the library has it
        """Write the table, a section for each subject."""
        width = max(map(len, COMMANDS))
        for subject, commands in SUBJECTS.items():
            with formatter.section(subject.capitalize()):
                formatter.write_dl([(name.ljust(width), line) for name, line in commands.items()])


def build() -> typer.Typer:
    """Return the application."""
    app = typer.Typer(
        cls=LazyCommands,
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_spicerack)
    return app


def _spicerack() -> None:
    """Stand for the options of the whole; there are none."""


def invoke(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return its exit code.

    Raises:
        CommandError: it failed, or was typed wrongly.
    """
    command = typer.main.get_command(build())
    try:
        result: Any = command.main(args=list(arguments), prog_name="spicerack", standalone_mode=False)
    except typer.Abort as error:
        raise CommandError("stopped: nothing was changed") from error
    except typer.TyperException as error:
        text = _text_of(error)
        if text.startswith("Usage:"):
            # A group was named without a command: its help is the answer.
            print(text)
            return ExitCode.USAGE
        raise UsageProblem(_usage(text, arguments)) from error
    return result if isinstance(result, int) else ExitCode.DONE


def _text_of(error: Exception) -> str:
    formatted = getattr(error, "format_message", None)
    return str(error if formatted is None else formatted()).strip()


def _usage(message: str, arguments: Sequence[str]) -> str:
    known = arguments[0] if arguments and arguments[0] in COMMANDS else ""
    help_of = f"spicerack {known} --help" if known else "spicerack --help"
    return f"{' '.join(message.split()).rstrip('.') or 'no command is given'}: see `{help_of}`"
