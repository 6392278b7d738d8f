"""The command line: a table of commands, each loaded when it is typed."""

import importlib
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from spicerack.errors import CommandError, ExitCode, UsageProblem
from spicerack.help import COMMANDS, HELP, SUBJECTS, help_text


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

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401, ARG002 - as the library has it
        """Return the table."""
        return help_text()


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
