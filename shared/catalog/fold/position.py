"""The position of a fold in a log: enough to tell a foreign, shorter or rewritten log from its own."""

from dataclasses import dataclass

from shared.contracts.messages.commit import GENESIS_HASH


@dataclass(frozen=True, slots=True)
class LogPosition:
    """The last commit folded. Revision 0 with no log id is before the birth of the log."""

    log_id: str | None
    revision: int
    hash: str
    """BLAKE3-256 of the last commit's signed body."""


START = LogPosition(log_id=None, revision=0, hash=GENESIS_HASH)
