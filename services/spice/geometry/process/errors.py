"""Errors of processes that hold kernels, by who must act."""


class ProcessDiedError(Exception):
    """The process ended, or was ended, while it had a question; `str()` says how, in one line."""

    def __init__(self, how: str, *, hung: bool = False, killed: bool = False) -> None:
        super().__init__(how)
        self.hung = hung
        """Whether it took too long: the same question will again."""
        self.killed = killed
        """Whether somebody ended it: another may live."""


class ProcessStartError(Exception):
    """The process does not come up: the operator must act; `str()` says why, in one line."""

    def __init__(self, why: str, *, killed: bool = False) -> None:
        super().__init__(why)
        self.killed = killed
        """Whether a signal ended it: another may come up."""


class QueueFullError(Exception):
    """Too many questions wait already: ask again later."""
