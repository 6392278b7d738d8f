"""What a report on a job says of each path."""

from services.transfer.jobs.placements import report_of
from services.transfer.jobs.stager import Staged
from shared.contracts.messages.transfers.job import ApplyJob, Placement
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Fingerprint, Kind, State
from shared.roots.posix.publish.publication import Published

STATE = State(kind=Kind.FILE, content="1" * 64, size=9, mtime_ns=1_000_000_001)
SEEN = Fingerprint(size=9, mtime_ns=1_000_000_001, ctime_ns=2, inode=3)


def reported(asked, came):
    """Return what is reported as placed where `asked` was asked for and `came` came back."""
    nothing = Held(kind=Kind.DELETED)
    placement = Placement(path="f", revision=4, state=asked, prior=nothing)
    job = ApplyJob(collection="kernels", site="a", pack="0" * 32, placements=(placement,))
    published = Published(path="f", state=came, fingerprint=SEEN)
    return report_of(job, Staged(), [published]).placed[0]


def test_what_came_back_as_it_was_asked_for_is_not_repeated():
    """The log says what it is; the fingerprint alone is new."""
    assert (reported(STATE, STATE).state, reported(STATE, STATE).fingerprint) == (None, SEEN)


def test_what_the_file_system_made_of_it_is_told():
    """Coarse times are no change, but must be known."""
    coarse = STATE.model_copy(update={"mtime_ns": 1_000_000_000})
    assert reported(STATE, coarse).state == coarse


def test_a_deletion_is_told():
    """The tree may have no entry there at all."""
    assert reported(DELETED, DELETED).state == DELETED
