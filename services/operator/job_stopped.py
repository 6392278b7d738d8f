"""The end of a job that was told to stop before it was done."""

from shared.model.errors import OperatorError


class JobStoppedError(OperatorError):
    """A job was told to stop before it was done: one that ended well would not be run again."""

    def __init__(self) -> None:
        super().__init__("stopped before it was done: run it again, it goes on")
