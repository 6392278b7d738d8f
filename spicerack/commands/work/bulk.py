"""One change of many things, one after another: each has a line, and what is refused ends nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spicerack.client.service_client import UnreachableError
from spicerack.commands.options import write, write_lines
from spicerack.errors import CommandError

REFUSED = "  refused: "


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to one of them.

    Attributes:
        line: tells which one it is.
        make: does it, and returns what came of it. Raises CommandError where it is refused.
    """

    line: str
    make: Callable[[], str]


def change_each(acts: Sequence[Act], *, doing: str, fit: int, plan: bool) -> None:
    """Do all, or with `plan` list them alone; print a line for each, and how many more fit.

    Raises:
        UnreachableError: the service is away; those before were done.
        CommandError: some were refused.
    """
    refused = 0
    for act in acts:
        told = "" if plan else _made(act)
        refused += told.startswith(REFUSED)
        write_lines([f"{act.line}{told}"])
    write(f"{len(acts)} {'would be' if plan else 'were'} asked to {doing}; {fit - len(acts)} more fit\n")
    if refused:
        raise CommandError(f"{refused} refused: see above")


def _made(act: Act) -> str:
    try:
        return f"  -> {act.make()}"
    except UnreachableError:
        raise
    except CommandError as error:
        return f"{REFUSED}{error}"
