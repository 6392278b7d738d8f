"""The reading of delivery records that a look finds: those that are new or changed, each whole. Blocks."""

from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from services.acquirer.feeds.model import AcquirerFile
from services.acquirer.look.granule import Assessed
from services.acquirer.look.walk import look
from services.acquirer.records.assess import Record, assess_record
from services.acquirer.records.record import BAD_COUNT, RECORD_BYTES_MAX, Terms, parse_record
from services.acquirer.records.statements import RecordError
from services.acquirer.sources.port import Source
from services.acquirer.sources.whole import TooLargeError, read_whole
from services.acquirer.state.record_store import RecordStore
from services.acquirer.state.store import Store
from shared.roots.errors import ChangedError, MissingError
from shared.roots.port import Stat


def read_records(source: Source, database: Path, name: str, file: AcquirerFile, *, now: float) -> None:
    """Look for the records of a feed, and keep what those say that are new or changed.

    Raises:
        StorageError: not all could be seen.
    """
    feed = file.feeds[name]
    found = look(source.names, feed.records.split("/"), entries_max=feed.files_max)
    base = urlsplit(file.providers[feed.provider].url).path
    with closing(RecordStore(database)) as store:
        for one in found.files:
            token = f"{one.size:x} {one.version}"
            if store.token(name, one.path) == token:
                store.note_seen(name, one.path, now=now)
            else:
                store.note_read(name, _read(source, one, token, base, feed.terms), now=now)


def records_assessed(
    store: Store, database: Path, name: str, file: AcquirerFile, *, now: float
) -> list[Assessed]:
    """Return the granules of the records of a look; of two that name one, that of the newest counts."""
    feed = file.feeds[name]
    tells_sizes = file.providers[feed.provider].tells_sizes
    seen = {one.path: one for one in store.seen(name, at=now)}
    found: dict[str, Assessed] = {}
    with closing(RecordStore(database)) as records:
        for record in records.seen(name, at=now):
            if not record.error:
                store.forget_granule(name, record.path)
            for one in assess_record(feed, record, seen, tells_sizes=tells_sizes):
                found[one.granule] = one
    return list(found.values())


def _read(source: Source, listed: Stat, token: str, base: str, terms: Terms) -> Record:
    """Read one record; what it is not is kept, too, until it changes."""
    try:
        data = read_whole(source, listed.path, size_max=RECORD_BYTES_MAX)
        said = parse_record(data, base=base, terms=terms)
        expires_at = 0.0 if said.expires_at is None else said.expires_at.timestamp()
        return Record(
            path=listed.path,
            token=token,
            groups=said.groups,
            expires_at=expires_at,
            prefix=said.prefix,
        )
    except TooLargeError as error:
        words = f"{error}, and {RECORD_BYTES_MAX} at most are read"
        return Record(path=listed.path, token=token, error=words, refused_as=BAD_COUNT)
    except RecordError as error:
        return Record(path=listed.path, token=token, error=str(error), refused_as=error.disposition)
    except (ChangedError, MissingError) as error:
        # Its token is that of no listing: the next look reads it again.
        return Record(path=listed.path, token="", error=str(error))
