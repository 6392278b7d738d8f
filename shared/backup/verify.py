"""The check of a backup: it is whole, and its logs are what readers would fold."""

from pathlib import Path

from pydantic import ValidationError

from shared.backup.chain import LogCheck
from shared.backup.files import hash_file, read_contents, read_lines
from shared.backup.format import BUCKETS_FILE, FORMAT, BackupError, Contents, Kept, Value, file_of
from shared.contracts.bucket_keys import orchestrator_key
from shared.contracts.messages.presence import OrchestratorRecord
from shared.contracts.topology import Bucket, Stream, Topology


def verify(directory: Path) -> Contents:
    """Check every file, signature and link of a backup; return what it holds. Blocks.

    Raises:
        BackupError: it is damaged, or of a newer format.
        NewerSchemaError: its log was written by a newer major version.
    """
    contents = read_contents(directory)
    if contents.format > FORMAT:
        raise BackupError(
            f"{directory} has format {contents.format}, this version reads {FORMAT}: use a newer one"
        )
    for name, record in contents.files.items():
        path = directory / name
        if not path.exists() or path.stat().st_size != record.size or hash_file(path) != record.hash:
            raise BackupError(f"{path} is not as it was written: take another backup")
    check = check_log(directory, Topology(contents.prefix))
    if (check.last, check.logs(), check.skipped) != (contents.last_revision, contents.logs, contents.skipped):
        raise BackupError(f"{directory} does not hold the logs that it says: take another backup")
    return contents


def check_log(directory: Path, topology: Topology) -> LogCheck:
    """Go through the log of a backup as its readers would."""
    trusted = set(_orchestrators(directory))
    check = LogCheck(topology, trusts=trusted.__contains__)
    for kept in read_lines(directory / file_of(Stream.LOG), Kept):
        check.take(kept)
    return check


def _orchestrators(directory: Path) -> list[str]:
    found: list[str] = []
    for value in read_lines(directory / BUCKETS_FILE, Value):
        if value.bucket is Bucket.SITES and value.key.startswith(orchestrator_key("")):
            try:
                found.append(OrchestratorRecord.model_validate_json(value.data).key)
            except ValidationError:
                continue
    return found
