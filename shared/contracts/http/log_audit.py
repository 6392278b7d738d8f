"""Answers about the verification of a whole log. Pure."""

from shared.model.base import FrozenModel


class LogBreak(FrozenModel):
    """One place at which the log does not verify."""

    revision: int
    kind: str
    """unreadable, changed, stranger, misplaced, malformed, batch-changed, dropped, swapped, replayed, forged,
    revoked, operator or rewritten."""
    words: str


class LogKeyRow(FrozenModel):
    """A key that has spoken in the log."""

    site: str | None
    """None: an orchestrator's, or an operator's."""
    operator: bool = False
    """Whether it is an operator's."""
    key: str
    since: int
    """The revision from which on it speaks."""
    origin: str
    """first-word: it signed something, and the log had no other; entered: the log has an entry; vouched: the
    key before it says so; released: a person says so."""
    until: int | None
    """The first revision in which it speaks no more."""
    end: str | None
    """replaced or revoked."""


class LogVerification(FrozenModel):
    """How far the verification of a log is, and what came of it."""

    collection: str
    state: str
    """none, running, done or failed."""
    detail: str = ""
    """Why it failed, and who must act."""
    at: int | None = None
    """Up to which revision it was asked for; None: to the end."""
    read: int = 0
    """The revision that was read last."""
    last: int = 0
    """The last revision that is to be read."""
    commits: int = 0
    log_id: str | None = None
    revision: int = 0
    """Of the last commit."""
    verified: bool | None = None
    """None: nobody knows yet."""
    fingerprint: str | None = None
    """The same at every site that has the same log up to the same revision; None where it does not verify."""
    broken: int = 0
    breaks: tuple[LogBreak, ...] = ()
    """The first of them."""
    strangers: int = 0
    """Messages that no orchestrator signed, and that every reader skips."""
    keys: tuple[LogKeyRow, ...] = ()
    """The newest of them, the oldest first."""
