"""The ledger finds what was lost, and nothing else."""

from datetime import UTC, datetime
from random import Random

import pytest

from shared.catalog.fold.fold import body_hash
from shared.contracts.messages.batch import BaseRef, Batch, Change, Decision, Outcome
from shared.contracts.messages.commit import GENESIS_HASH, Commit
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED, Kind, State
from testing.simulation.ledger import Log, differences, rewritten, strangers, unaccounted

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


class Writer:
    """Makes a log as an orchestrator would, deciding whatever it is told."""

    def __init__(self) -> None:
        random = Random(1)
        self.orchestrator = SigningKey(random.randbytes(32))
        self.site = SigningKey(random.randbytes(32))
        self.messages: list = []
        self.previous = (0, GENESIS_HASH)

    def commit(
        self, *changes: Change, sequence: int | None = None, outcome: Outcome = Outcome.ACCEPTED
    ) -> None:
        """Append a commit of one batch."""
        revision = len(self.messages) + 1
        batch = Batch(
            collection="k",
            site="s",
            incarnation="0" * 16,
            sequence=sequence or revision,
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            changes=changes,
        )
        commit = Commit(
            collection="k",
            log_id="1" * 32,
            previous_revision=self.previous[0],
            previous_hash=self.previous[1],
            batch=self.site.sign(batch.model_dump_json()),
            decisions=tuple(Decision(outcome=outcome) for _ in changes),
        )
        signed = self.orchestrator.sign(commit.model_dump_json())
        self.messages.append((revision, signed))
        self.previous = (revision, body_hash(signed.body))

    def read(self):
        """Return the log as the checks see it."""
        keys = frozenset({self.messages[0][1].key})
        log = Log(collection="k", orchestrators=keys)
        log.extend(self.messages)
        log.extend(self.messages)  # nothing is read twice
        return log


def put(path: str, content: str, base: int | None = None, base_content: str | None = None) -> Change:
    """Return a put."""
    state = State(kind=Kind.FILE, content=content, size=1)
    return Change(path=path, state=state, base=base and BaseRef(revision=base, content=base_content))


@pytest.fixture
def writer():
    """Return an empty log's writer."""
    return Writer()


def test_content_that_is_nowhere_is_found(writer):
    """Accepted, not superseded, not held: lost."""
    writer.commit(put("x", A))
    log = writer.read()
    assert log.problems == []
    assert unaccounted(log, held=[], withdrawn=[], destroyed=[A]) == [
        f"{A[:12]} accepted as 'x' at revision 1 is nowhere"
    ]
    assert unaccounted(log, held=[A], withdrawn=[], destroyed=[A]) == []
    assert unaccounted(log, held=[], withdrawn=[A], destroyed=[]) == []


def test_content_with_a_change_based_on_it_is_accounted_for(writer):
    """A put or a delete by somebody who had seen it supersedes it."""
    writer.commit(put("x", A), put("y", A))
    writer.commit(put("x", B, 1, A), Change(path="y", state=DELETED, base=BaseRef(revision=1, content=A)))
    assert unaccounted(writer.read(), held=[B], withdrawn=[], destroyed=[A]) == []


def test_a_change_that_no_person_made_accounts_for_nothing(writer):
    """A delete in the log that no person asked for is a loss, however well it was based."""
    writer.commit(put("x", A))
    writer.commit(Change(path="x", state=DELETED, base=BaseRef(revision=1, content=A)))
    assert len(unaccounted(writer.read(), held=[], withdrawn=[], destroyed=[B])) == 1


def test_a_change_that_was_based_on_nothing_supersedes_nothing(writer):
    """Overwriting what one never saw is a loss."""
    writer.commit(put("x", A))
    writer.commit(put("x", B))
    assert len(unaccounted(writer.read(), held=[B], withdrawn=[], destroyed=[A])) == 1


def test_a_refused_change_supersedes_nothing(writer):
    """Only what was accepted counts."""
    writer.commit(put("x", A))
    writer.commit(put("x", B, 1, A), outcome=Outcome.REFUSED)
    assert len(unaccounted(writer.read(), held=[], withdrawn=[], destroyed=[A])) == 1


def test_a_batch_decided_twice_or_a_gap_is_a_problem(writer):
    """Every batch is decided once, in turn."""
    writer.commit(put("x", A))
    writer.commit(put("y", B), sequence=1)
    writer.commit(put("z", C), sequence=3)
    problems = writer.read().problems
    assert [problem.split()[1] for problem in problems] == ["2", "3"]


def test_what_is_no_commit_is_a_problem(writer):
    """A message that readers skip should not be in a log of ours."""
    writer.commit(put("x", A))
    revision, signed = writer.messages[0]
    log = Log(collection="other", orchestrators=frozenset({signed.key}))
    log.extend([(revision, signed)])
    assert log.problems == ["revision 1 is misplaced"]


def test_replicas_that_differ_from_the_tree_are_found(writer):
    """Missing, foreign and other contents, but for excused paths."""
    writer.commit(put("x", A), put("y", B), put("z", C))
    tree = writer.read().tree
    assert differences(tree, {"x": A, "y": B, "z": C}) == []
    assert len(differences(tree, {"x": B, "z": C, "w": A})) == 3
    assert differences(tree, {"x": B, "z": C, "w": A}, excused=["w", "x", "y"]) == []


def test_parts_and_rewritten_logs_are_found():
    """Content that nobody wrote, a log that shrank, a commit that changed."""
    assert strangers({"x": A}, known=frozenset({A})) == []
    assert len(strangers({"x": B}, known=frozenset({A}))) == 1
    assert rewritten(["1", "2"], ["1", "2", "3"]) == []
    assert len(rewritten(["1", "2"], ["1"])) == 1
    assert len(rewritten(["1", "2"], ["1", "x", "3"])) == 1


def test_a_commit_that_is_not_chained_to_the_one_before_is_a_problem(writer):
    """Readers skip it and go on; a log that was appended to by compare-and-set alone has none."""
    writer.commit(put("x", A))
    first = writer.previous
    writer.commit(put("y", B))
    writer.previous = first
    writer.commit(put("z", C))
    assert writer.read().problems == ["revision 3 is unchained"]
