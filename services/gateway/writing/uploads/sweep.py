"""The removal of uploads that nobody goes on with. Blocks."""

from collections.abc import Set
from contextlib import suppress
from datetime import datetime, timedelta

from shared.roots.posix.files.port import Files, MissingError, OccupiedError
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles

SECONDS_MAX = 7 * 86400.0
"""From the last byte on: a person who has left a line on Friday goes on the Friday after."""


def sweep_died(files: Files) -> None:
    """Remove the bodies that writers which died have left: at a start, when none is beginning another."""
    uploads = UploadFiles(files)
    for upload_id in uploads.ids():
        with suppress(OccupiedError, MissingError), uploads.held(upload_id):
            if uploads.read(upload_id) is None:
                uploads.remove(upload_id)


def sweep_left(files: Files, *, now: datetime, ended: Set[str]) -> bool:
    """Remove uploads that nobody has gone on with, or can: those of tokens that have ended.

    Return whether one is left, since a request still brings bytes of it.
    """
    uploads, left = UploadFiles(files), False
    for upload_id in uploads.ids():
        known = uploads.read(upload_id)
        if known is None or not _is_left(known, now=now, ended=ended):
            continue
        try:
            with uploads.held(upload_id):
                uploads.remove(upload_id)
        except OccupiedError:
            left = True
        except MissingError:
            continue
    return left


def _is_left(upload: Upload, *, now: datetime, ended: Set[str]) -> bool:
    return upload.token in ended or upload.touched < now - timedelta(seconds=SECONDS_MAX)
