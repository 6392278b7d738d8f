"""Times of a manager, in seconds, each a named bound."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Times of a manager."""

    settle: float = 1.0
    """A file that nothing touched for so long is quiet, and may be hashed."""
    unfinished: float = 300.0
    """A file that a program has open for writing, or a kernel that lacks bytes, waits for so long at most: a
    download that stalls goes on within minutes, and a log that is never closed must go out as well."""
    grace: float = 1.0
    """Between the last placement and the deletions that follow it (I10)."""
    repeat_want: float = 30.0
    """A standing want is said again so often: it may have been lost."""
    resend_batch: float = 20.0
    """An undecided batch is said again so often."""
    await_log: float = 30.0
    """A report of what the log was not read up to yet waits at most so long: thousands of commits are read in
    that time, and a log that cannot be read on holds up no report for longer. A look tells the rest then."""
    check_log: float = 15.0
    """Between two comparisons of the log with the one that was followed."""
    register: float = 30.0
    """Between two looks at whether the site is still registered: a server's store may have been restored."""
    check_root: float = 30.0
    """Between two looks at the root's mark alone: one small file, also when nothing is told of any change."""
    presence: float = 5.0
    """Between two signs of life."""
    presence_expires: float = 15.0
    """After the last sign of life a process counts as gone: three were missed."""
    postpone: float = 10.0
    """A path that could not be placed is tried again after so long; each further try doubles the pause."""
    postpone_longest: float = 600.0
    """What was mended without anybody asking is noticed within this time; `spicerack sync` asks at once."""
    scrub: float = 30.0
    """Between two looks at whether a file is to be read once more, or the disk is wanted by others still."""
    surplus: float = 30.0
    """Between two looks at what the rule of the site leaves out; each judges every file of the site."""
    copies: float = 10.0
    """Between two looks at which sites are there, where rules ask for copies."""
    lost: float = 60.0
    """Between two looks whether any site has the bytes of conflict copies that this one cannot get: after as
    long an orchestrator asks again sites that lacked them."""
    retry: float = 1.0
    """Before what failed on the bus is tried again."""
    withhold: float = 15.0
    """Deletions wait at most so long for files that are still being written: they may be renames."""
