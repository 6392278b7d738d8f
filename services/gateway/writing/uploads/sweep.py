"""The removal of uploads that nobody goes on with. Blocks."""

from contextlib import suppress
from datetime import datetime, timedelta

from shared.roots.posix.files.port import Files, MissingError, OccupiedError
from shared.roots.posix.uploads.upload_files import UploadFiles

SECONDS_MAX = 7 * 86400.0
"""From the last byte on: a person who has left a line on Friday goes on the Friday after."""


def sweep_uploads(files: Files, *, now: datetime) -> int:
    """Remove uploads of writers that died, and those that nobody has gone on with; return how many."""
    uploads, removed = UploadFiles(files), 0
    for upload_id in uploads.ids():
        with suppress(OccupiedError, MissingError), uploads.held(upload_id):
            known = uploads.read(upload_id)
            if known is None or known.touched < now - timedelta(seconds=SECONDS_MAX):
                uploads.remove(upload_id)
                removed += 1
    return removed
