"""Acknowledgements of delivery records, as providers of the ECS family read them: PAN and PDRD. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.acquirer.fetch.failure import Blame
from services.acquirer.records.assess import Record
from services.acquirer.records.record import Group
from services.acquirer.state.rows import DONE, Status

SUCCESSFUL: Final = "SUCCESSFUL"

NOT_FOUND: Final = "ALL FILE GROUPS/FILES NOT FOUND"

TRANSFER_FAILED: Final = "FTP/KFTP FAILURE"

BY_BLAME: Final = {
    Blame.ACCESS: "UNABLE TO ESTABLISH FTP/KFTP CONNECTION",
    Blame.WAY: "UNABLE TO ESTABLISH FTP/KFTP CONNECTION",
    Blame.SITE: "ECS INTERNAL ERROR",
}
"""Words of the interface that those who write such records know; none of them is of another site's disk."""

BY_WORDS: Final = (
    ("bytes, and its record says", "POST-TRANSFER FILE SIZE CHECK FAILURE"),
    (", its record says", "CHECKSUM VERIFICATION FAILURE"),
    ("nothing is at", NOT_FOUND),
    ("the server refused", NOT_FOUND),
)
"""What the words of a failure that is the provider's hold, and what is said then."""

RECORD: Final = ".PDR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the granule of a group stands."""

    status: Status
    blame: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A file for a provider."""

    name: str
    text: str


def acknowledge(
    record: Record,
    groups: Sequence[tuple[Group, Standing | None]],
    *,
    now: datetime,
    expired: bool,
    always_long: bool,
) -> Acknowledgement | None:
    """Return what is said of a record once all of it came to an end, or it expired; None before.

    Args:
        record: that came to an end, or not.
        groups: its files, each group with how its granule stands; None: it is not known yet.
        now: the time that is said.
        expired: whether the record's time is over: what is not there then is not waited for.
        always_long: whether each file is named also where all went alike.
    """
    said = [(group, _disposition(standing, expired=expired)) for group, standing in groups]
    dispositions = [disposition for _, disposition in said]
    if not said or None in dispositions:
        return None
    if len(set(dispositions)) == 1 and not always_long:
        return Acknowledgement(
            name=_name(record.path, ".PAN"), text=_short("SHORTPAN", str(dispositions[0]), now)
        )
    files = [(record.prefix + one.path, str(disposition)) for group, disposition in said for one in group]
    return Acknowledgement(name=_name(record.path, ".PAN"), text=_long(files, now))


def refuse(record: str, disposition: str) -> Acknowledgement:
    """Return what is said of a record that cannot be read (a discrepancy, PDRD)."""
    text = f'MESSAGE_TYPE = SHORTPDRD;\nDISPOSITION = "{disposition}";\n'
    return Acknowledgement(name=_name(record, ".PDRD"), text=text)


def _disposition(standing: Standing | None, *, expired: bool) -> str | None:
    if standing is None or standing.status is Status.WAITING:
        return NOT_FOUND if expired else None
    if standing.status in DONE:
        return SUCCESSFUL
    if standing.status is not Status.FAILED:
        return None
    if standing.blame in BY_BLAME:
        return BY_BLAME[Blame(standing.blame)]
    words = standing.detail.lower()
    return next((said for part, said in BY_WORDS if part in words), TRANSFER_FAILED)


def _short(kind: str, disposition: str, now: datetime) -> str:
    return f'MESSAGE_TYPE = {kind};\nDISPOSITION = "{disposition}";\nTIME_STAMP = {_time(now)};\n'


def _long(files: Sequence[tuple[str, str]], now: datetime) -> str:
    blocks = (
        f"FILE_DIRECTORY = {path.rpartition('/')[0]};\nFILE_NAME = {path.rpartition('/')[2]};\n"
        f'DISPOSITION = "{disposition}";\nTIME_STAMP = {_time(now)};\n'
        for path, disposition in files
    )
    return f"MESSAGE_TYPE = LONGPAN;\nNO_OF_FILES = {len(files)};\n{''.join(blocks)}"


def _time(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _name(record: str, suffix: str) -> str:
    name = record.rpartition("/")[2]
    return (name[: -len(RECORD)] if name.upper().endswith(RECORD) else name) + suffix
