"""What `spicerack log verify` tells of a log."""

from services.manager.verify.log_auditor import AuditState
from shared.catalog.fold.audit import BreakKind
from shared.contracts.http.log_audit import LogBreak, LogKeyRow, LogVerification
from spicerack.commands.history.log_verify import ACTS, RUNNING, log_lines

KEY = LogKeyRow(site="a", key="5" * 64, since=3, origin="vouched", until=9, end="revoked")


def test_a_log_that_verifies_is_told_in_two_lines_and_its_keys():
    """The fingerprint is what another operator is read."""
    told = LogVerification(
        collection="c",
        state="done",
        commits=1,
        revision=4,
        fingerprint="ABCD EFGH",
        keys=(KEY,),
    )
    assert log_lines(told) == [
        "c verifies up to revision 4: 1 commit",
        "fingerprint  ABCD EFGH",
        "",
        "5555555555555555  site a, from revision 3, by the word of the key before it, revoked in 9",
    ]


def test_each_break_is_told_with_who_must_act():
    """What names may hold never reaches the terminal as it is."""
    broken = LogBreak(revision=7, kind="forged", words="by \x1b[31m")
    told = LogVerification(
        collection="c", state="done", commits=9, verified=False, broken=3, breaks=(broken,), strangers=2
    )
    assert log_lines(told) == [
        "c does not verify: it breaks at 3 places",
        "revision 7  forged: by \\x1b[31m",
        f"    {ACTS['forged']}",
        "and 2 more",
        "2 messages that no orchestrator signed: every reader skips what strangers write",
    ]


def test_a_log_without_commits_has_nothing_to_verify():
    """No fingerprint either: there is nothing to compare."""
    told = LogVerification(collection="c", state="done", verified=True, fingerprint="ABCD")
    assert log_lines(told) == ["c has no commit yet: nothing to verify"]


def test_every_kind_of_break_has_somebody_who_must_act():
    """A new kind needs a line of its own."""
    assert set(ACTS) == {kind.value for kind in BreakKind}
    assert AuditState.RUNNING.value == RUNNING
