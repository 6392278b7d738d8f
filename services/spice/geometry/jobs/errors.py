"""Errors of jobs, by who must act."""


class TooManyJobsError(Exception):
    """No more jobs are kept, or their kernels take too much: remove some, or ask later."""


class JobTooLargeError(Exception):
    """The kernels of one job take more than all jobs may: it is never taken."""


class AnswerElsewhereError(Exception):
    """An answer is with another process, and is calculated here again: ask later."""
