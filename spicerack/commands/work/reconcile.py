"""`spicerack providers reconcile`: a provider against the collection, and an archive against both."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from shared.contracts.http.acquirer import ReconciliationRow
from spicerack.client.acquirer import AcquirerClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, write, write_lines
from spicerack.commands.science.archive_service import ArchiveUrl, archive_at
from spicerack.commands.work.acquirer_service import AcquirerUrl, acquirer_at
from spicerack.commands.work.archive_agreement import Archived, ArchivedRow, archive_files, with_archive
from spicerack.commands.work.granule_lines import reconciliation_lines
from spicerack.errors import CommandError


def reconcile(
    *,
    feed: Annotated[str, typer.Argument(metavar="FEED", help="Of which provider does not matter.")],
    every: Annotated[bool, typer.Option("--all", help="Files that agree, too.")] = False,
    read: Annotated[bool, typer.Option("--read", help="Read all files again that were fetched.")] = False,
    against_archive: Annotated[
        bool, typer.Option("--against-archive", help="What the archive has of them, too.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, whole.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Of rows, but for CSV.")] = 1000,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
    archive: ArchiveUrl = None,
    as_json: Json = False,
) -> None:
    """Compare what a provider listed last with the files of the site: which one has what the other lacks."""
    with acquirer_at(url, acquirer_url) as client:
        if against_archive:
            rows = [*_three_ways(client, feed, url, archive, read=read)]
            _write(rows, every=every, as_csv=as_csv, as_json=as_json, limit=limit)
            return
        if as_csv:
            write(client.reconciliation_csv(feed, every=every, read=read))
            return
        found = client.reconciliation(feed, every=every, limit=limit, read=read)
    if as_json:
        write(found.model_dump_json(indent=1) + "\n")
    else:
        write_lines(reconciliation_lines(found))


def _three_ways(
    client: AcquirerClient, feed: str, url: str, archive: str | None, *, read: bool
) -> Iterator[ArchivedRow]:
    text = client.reconciliation_csv(feed, every=True, read=read, others=True)
    named = csv.DictReader(io.StringIO(text))
    rows = [ReconciliationRow.model_validate({k: v for k, v in row.items() if v}) for row in named]
    with archive_at(url, archive) as asked:
        files = [*archive_files(asked.frames(columns=("files",)), below=_directory(client, feed))]
    yield from with_archive(rows, files)


def _directory(client: AcquirerClient, feed: str) -> str:
    """Return where a feed's files go. Raises CommandError: nobody knows the feed any more."""
    for provider in client.providers():
        for one in provider.feeds:
            if one.feed == feed:
                return one.into
    raise CommandError(f"the feed {feed} was removed meanwhile: list them with `spicerack providers list`")


def _write(found: list[ArchivedRow], *, every: bool, as_csv: bool, as_json: bool, limit: int) -> None:
    rows = [row for row in found if every or _differs(row)]
    if as_csv:
        write(_csv(rows))
    elif as_json:
        write("[" + ",\n".join(row.model_dump_json() for row in rows[:limit]) + "]\n")
    else:
        write_lines(_lines(found, rows, limit))


def _differs(row: ArchivedRow) -> bool:
    return row.agreement != "same" or row.archive not in (Archived.SAME, Archived.NEITHER)


def _lines(found: Iterable[ArchivedRow], rows: list[ArchivedRow], limit: int) -> Iterator[str]:
    providers, archives = Counter[str](), Counter[str]()
    for row in found:
        providers[row.agreement or "unknown to both"] += 1
        archives[row.archive or "in neither"] += 1
    for what, counts in (("provider", providers), ("archive", archives)):
        said = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
        yield f"{what} against the collection: {said or 'no files at all'}"
    for row in rows[:limit]:
        yield f"  {row.path}  provider: {row.agreement or 'unknown'}  archive: {row.archive or 'neither'}"
    if len(rows) > limit:
        yield f"  and {len(rows) - limit} more: --limit, or --csv"


def _csv(rows: Iterable[ArchivedRow]) -> str:
    """Return CSV (RFC 4180), the names of columns first."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(ArchivedRow.model_fields)
    writer.writerows(row.model_dump(mode="json").values() for row in rows)
    return text.getvalue()
