"""`spicerack archive query|download`: frames by metadata and sky, and their files."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue

from spicerack.client.archive.client import Frame
from spicerack.client.archive.download import FrameFile
from spicerack.commands.files.show_progress import shown_on
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.science.archive_service import ArchiveUrl, Filtered, archive_at, filters_of
from spicerack.commands.science.delete_frames import delete_frames
from spicerack.errors import CommandError
from spicerack.text import counted, printable, size_text

SHOWN = (
    *("basename", "observation_date", "site_id", "instrument_id", "configuration_type"),
    *("primary_optical_element", "exposure_time", "target_name", "proposal_id"),
)
"""Columns of a line for people."""

FRAMES_MAX = 1000
"""Of one command, unless more are asked for: who forgot a filter is not sent the sky."""

Limit = Annotated[int, typer.Option(metavar="N", min=0, help="At most so many frames; 0 is all that fit.")]


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app(
        "Find frames in the archive, bring their files, and delete those that are kept no longer."
    )
    application.command("query")(_query)
    application.command("download")(_download)
    application.command("deleteframes")(delete_frames)
    return application


def _query(
    filters: Filtered = None,
    *,
    columns: Annotated[str, typer.Option(metavar="A,B", help="What is told of a frame.")] = "",
    limit: Limit = FRAMES_MAX,
    url: Url = DEFAULT_URL,
    archive: ArchiveUrl = None,
    as_json: Json = False,
) -> None:
    """List the frames that fit, newest first: a line a frame, with --json an object a line."""
    named = tuple(one for one in columns.split(",") if one)
    told = named or (() if as_json else SHOWN)
    with archive_at(url, archive) as client:
        rows = client.frames(filters_of(filters), columns=told, limit=None if limit == 0 else limit + 1)
        for number, row in enumerate(rows):
            if 0 < limit <= number:
                print(f"more than {limit} frames fit: say --limit N, or --limit 0 for all", file=sys.stderr)
                return
            write(f"{json.dumps(row) if as_json else _line(row, told)}\n")


def _download(
    filters: Filtered = None,
    *,
    to: Annotated[Path, typer.Option(metavar="DIR", help="Where files go, all into one directory.")] = Path(),
    limit: Limit = FRAMES_MAX,
    url: Url = DEFAULT_URL,
    archive: ArchiveUrl = None,
    as_json: Json = False,
) -> None:
    """Bring the newest files of the frames that fit: verified, resumed, and skipped where they are there."""
    with archive_at(url, archive) as client:
        # What it will be is known before the first byte comes.
        absent: list[str] = []
        files = list(_few(client.files(filters_of(filters), absent=absent.append), limit))
        total = size_text(sum(file.size for file in files))
        print(f"{counted(len(files), 'file')}, {total}", file=sys.stderr)
        _make(to)
        came = 0
        with shown_on(sys.stderr, quiet=as_json) as report:
            for file in files:
                is_new = client.download(file, to, report=report)
                came += is_new
                write(_told(file, to, is_new=is_new, as_json=as_json))
        print(f"{counted(came, 'file')} came, {len(files) - came} were there", file=sys.stderr)
    if absent:
        raise CommandError(
            f"{counted(len(absent), 'frame')} that fit have no file in the collection yet, "
            f"e.g. {absent[0]}: ask who posted them, or again later"
        )


def _make(directory: Path) -> None:
    """Have a directory. Raises CommandError."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"--to {directory} cannot be made a directory: {error.strerror or error}"
        ) from error


def _few(files: Iterator[FrameFile], limit: int) -> Iterator[FrameFile]:
    """Yield files, no more than were wanted. Raises CommandError."""
    for number, file in enumerate(files):
        if 0 < limit <= number:
            raise CommandError(
                f"more than {limit} files fit, and none was brought: say more filters, --limit N, "
                "or --limit 0 for all"
            )
        yield file


def _line(row: Frame, columns: tuple[str, ...]) -> str:
    return "  ".join(printable(_word(row[name])) for name in columns)


def _word(value: JsonValue) -> str:
    if value is None or value == "":
        return "-"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _told(file: FrameFile, to: Path, *, is_new: bool, as_json: bool) -> str:
    target = str(to / file.name)
    if as_json:
        row = {"file": target, "size": file.size, "content": file.content, "new": is_new}
        return json.dumps(row) + "\n"
    return printable(f"{target}: {size_text(file.size)}{'' if is_new else ', was there'}") + "\n"
