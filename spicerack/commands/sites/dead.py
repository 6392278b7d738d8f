"""`spicerack dead`: messages that nobody could do anything with, for a person to look at."""

from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from shared.contracts.http.dead_letters import DeadLetterDetail, DeadLetterPage, DeadLetterRow
from spicerack.client.client import ManagerClient
from spicerack.client.paging import Write, pages, write_json
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.text import printable, size_text

LetterId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The id that `dead list` shows.")]

Say = Callable[[str], None]


def list_letters(client: ManagerClient, *, as_json: bool, write: Write) -> None:
    """Write all dead letters, oldest first."""
    found: Iterator[DeadLetterPage] = pages(
        lambda after: client.dead_letters(after=after or 0), lambda page: page.next
    )
    rows = (row for page in found for row in page.letters)
    if as_json:
        write_json({}, "letters", rows, write)
        return
    shown = False
    for row in rows:
        write(line_of(row) + "\n")
        shown = True
    if not shown:
        write("no dead letters\n")


def line_of(row: DeadLetterRow) -> str:
    """Return one letter on one line."""
    return f"{row.id:>6}  {printable(row.consumer or row.subject)}  {printable(row.reason)}"


def show_letter(client: ManagerClient, number: int, *, as_json: bool, write: Write) -> None:
    """Write all that is known of one letter."""
    letter = client.dead_letter(number)
    if as_json:
        write(letter.model_dump_json(indent=2) + "\n")
        return
    for line in detail_lines(letter):
        write(line + "\n")


def detail_lines(letter: DeadLetterDetail) -> list[str]:
    """Return one letter for a person."""
    kept = "" if letter.whole else ", not all of it was kept"
    known = [
        ("reason", letter.reason),
        ("consumer", letter.consumer),
        ("subject", letter.subject),
        ("message", f"{letter.stream} {letter.sequence}, tried {letter.attempts} times"),
        ("size", f"{size_text(letter.size)}{kept}"),
        *sorted(letter.headers.items()),
    ]
    lines = [f"{name}: {printable(value)}" for name, value in known]
    body = printable(letter.text) if letter.text else "(no text)"
    return [f"dead letter {letter.id}", *lines, "", body]


def retry_letter(client: ManagerClient, number: int, *, as_json: bool, say: Say) -> None:
    """Have a letter published again where it was published first."""
    letter = client.retry_dead_letter(number)
    say(_json(letter) if as_json else f"{printable(letter.subject)}: published again")


def drop_letter(client: ManagerClient, number: int, *, as_json: bool, say: Say) -> None:
    """Drop a letter for ever."""
    letter = client.drop_dead_letter(number)
    say(_json(letter) if as_json else f"dead letter {letter.id} is dropped: {printable(letter.reason)}")


def _json(letter: DeadLetterRow) -> str:
    return letter.model_dump_json(indent=2)


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look after messages that no service could handle.")
    application.command("list")(_dead_list)
    application.command("show")(_dead_show)
    application.command("retry")(_dead_retry)
    application.command("drop")(_dead_drop)
    return application


def _dead_list(url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """List the dead letters, oldest first: id, who gave it up, and why.

    Example: spicerack dead list
    """
    with ManagerClient(url) as client:
        list_letters(client, as_json=as_json, write=write)


def _dead_show(number: LetterId, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Show all that is known of one dead letter."""
    with ManagerClient(url) as client:
        show_letter(client, number, as_json=as_json, write=write)


def _dead_retry(number: LetterId, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Publish the original again, after its cause was mended, and drop the dead letter.

    Example: spicerack dead retry 17
    """
    with ManagerClient(url) as client:
        retry_letter(client, number, as_json=as_json, say=print)


def _dead_drop(number: LetterId, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Drop a dead letter for ever.

    Example: spicerack dead drop 17
    """
    with ManagerClient(url) as client:
        drop_letter(client, number, as_json=as_json, say=print)
