"""The audit of a log: whatever is done to it is found, and named."""

import json
from collections.abc import Callable, Sequence

import pytest

from shared.catalog.fold.audit import BREAKS_SHOWN, BreakKind, LogAudit
from shared.catalog.fold.fingerprint import fingerprint
from shared.catalog.fold.fold import body_hash
from shared.catalog.fold.keyring import OPERATORS, LogKey, Origin
from shared.catalog.fold.position import LogPosition
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError
from shared.identity.keys import SigningKey
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, SITE, Log, file, put, trusts

STRANGER = SigningKey(b"x" * 32)
OTHER_SITE = SigningKey(b"t" * 32)

Messages = list[tuple[int, Signed]]


def a_log(count: int = 4) -> Messages:
    """Return a log of so many commits, at the revisions 2, 4, 6 and so on."""
    log = Log()
    for number in range(count):
        log.write(put(f"f{number}", file("1")))
    return log.messages


def audited(messages: Sequence[tuple[int, Signed]], *, followed: LogPosition | None = None) -> LogAudit:
    """Audit a log."""
    audit = LogAudit("kernels", trusts) if followed is None else LogAudit("kernels", trusts, followed)
    for revision, message in messages:
        audit.take(revision, message)
    audit.end()
    return audit


def breaks_in(messages: Sequence[tuple[int, Signed]]) -> list[tuple[int, BreakKind]]:
    """Return where a log breaks, and how."""
    return [(one.revision, one.kind) for one in audited(messages).breaks]


def signed_anew(message: Signed, key: SigningKey = ORCHESTRATOR, **fields: object) -> Signed:
    """Return a commit with other fields, signed as if it had always been so."""
    return key.sign(json.dumps({**json.loads(message.body), **fields}))


def test_a_log_as_it_was_written_verifies():
    """All of it is checked, and its end is where a fold would stand."""
    messages = a_log()
    audit = audited(messages)
    assert (audit.broken, audit.commits, audit.strangers) == (0, 4, 0)
    assert audit.position == LogPosition("a" * 32, 8, body_hash(messages[-1][1].body))
    assert {one.owner for one in audit.keys.all()} == {"", "a"}


def test_an_entry_whose_text_was_changed_is_found():
    """The break is named once, and what follows verifies."""
    messages = a_log()
    revision, message = messages[1]
    messages[1] = (revision, message.model_copy(update={"body": message.body.replace("f1", "f9")}))
    assert breaks_in(messages) == [(4, BreakKind.CHANGED)]


def test_an_entry_that_was_changed_and_signed_anew_is_found():
    """By somebody with an orchestrator's key: the next commit names another one."""
    messages = a_log()
    revision, message = messages[1]
    messages[1] = (revision, signed_anew(message, decisions=[{"outcome": "refused"}]))
    assert breaks_in(messages) == [(4, BreakKind.CHANGED)]


def test_an_entry_that_was_dropped_is_found():
    """The one after it names it."""
    messages = a_log()
    del messages[1]
    assert breaks_in(messages) == [(6, BreakKind.DROPPED)]


def test_a_log_without_its_beginning_is_found():
    """The first commit names none before it."""
    assert breaks_in(a_log()[1:]) == [(4, BreakKind.DROPPED)]


def test_entries_that_changed_places_are_found():
    """The first of them is told, and what does not fit because of it."""
    messages = a_log()
    (one, first), (other, second) = messages[1:3]
    messages[1:3] = [(one, second), (other, first)]
    assert breaks_in(messages)[0] == (4, BreakKind.SWAPPED)


def test_an_entry_that_stands_there_twice_is_found():
    """Its batch was decided before, and it follows another than the one before it."""
    messages = a_log()
    messages.append((10, messages[1][1]))
    assert breaks_in(messages) == [(10, BreakKind.SWAPPED), (10, BreakKind.REPLAYED)]


def test_a_batch_that_is_committed_once_more_is_found():
    """Chained and signed as it should be: whoever did it has an orchestrator's key."""
    messages = a_log()
    previous = {"previous_revision": 8, "previous_hash": body_hash(messages[-1][1].body)}
    messages.append((10, signed_anew(messages[1][1], **previous)))
    assert breaks_in(messages) == [(10, BreakKind.REPLAYED)]


def test_a_batch_by_the_key_of_another_site_is_found():
    """An orchestrator would have to have let it through: the site did not say it."""
    messages = a_log()
    revision, message = messages[-1]
    batch = Commit.model_validate_json(message.body).batch
    forged = OTHER_SITE.sign(batch.body).model_dump()
    messages[-1] = (revision, signed_anew(message, batch=forged))
    (found,) = audited(messages).breaks
    assert (found.revision, found.kind) == (8, BreakKind.FORGED)
    assert "a batch of site a is signed by a key" in found.words


def test_a_batch_that_an_orchestrator_changed_is_found():
    """Its site's signature is not over what stands there."""
    messages = a_log()
    revision, message = messages[-1]
    batch = Commit.model_validate_json(message.body).batch
    changed = batch.model_copy(update={"body": batch.body.replace("f3", "f9")}).model_dump()
    messages[-1] = (revision, signed_anew(message, batch=changed))
    assert breaks_in(messages) == [(8, BreakKind.BATCH_CHANGED)]


def test_a_commit_of_a_stranger_is_counted_and_passed_over():
    """Every reader skips it, and the log goes on around it: nothing is broken."""
    messages = a_log()
    messages.insert(2, (5, signed_anew(messages[1][1], STRANGER)))
    audit = audited(messages)
    assert (audit.broken, audit.strangers) == (0, 1)


def test_a_stranger_that_others_follow_is_a_break():
    """Its orchestrator's key is no more registered, and no new reader gets past it."""
    messages = a_log()
    revision, message = messages[1]
    messages[1] = (revision, STRANGER.sign(message.body))
    audit = audited(messages)
    assert [(one.revision, one.kind) for one in audit.breaks] == [(4, BreakKind.STRANGER)]
    assert audit.strangers == 0


@pytest.mark.parametrize("fields", [{"collection": "images"}, {"log_id": "b" * 32}])
def test_an_entry_of_another_log_is_found(fields):
    """Of another collection, or of a log of this one that is no more."""
    messages = a_log()
    revision, message = messages[-1]
    messages[-1] = (revision, signed_anew(message, **fields))
    assert breaks_in(messages) == [(8, BreakKind.MISPLACED)]


@pytest.mark.parametrize("fields", [{"decisions": []}, {"decisions": 7}])
def test_what_is_no_commit_is_found(fields):
    """An orchestrator has signed it, and no reader takes it."""
    messages = a_log()
    revision, message = messages[-1]
    messages[-1] = (revision, signed_anew(message, **fields))
    assert breaks_in(messages) == [(8, BreakKind.MALFORMED)]


def test_an_unreadable_message_is_one_break():
    """The commit after it names it, and is no news."""
    audit = LogAudit("kernels", trusts)
    for revision, message in a_log():
        if revision == 4:
            audit.unreadable(revision, "its bytes are damaged")
        else:
            audit.take(revision, message)
    assert [(one.revision, one.kind) for one in audit.breaks] == [(4, BreakKind.UNREADABLE)]


def test_a_newer_log_stops_the_audit():
    """What it says is not known here."""
    messages = a_log()
    with pytest.raises(NewerSchemaError):
        audited([*messages, (10, signed_anew(messages[-1][1], schema_version=2))])


def test_a_log_that_was_written_anew_as_a_whole_is_found_by_whoever_followed_it():
    """All signatures and links are right: only somebody who remembers can tell."""
    messages = a_log()
    followed = LogPosition("a" * 32, 6, "f" * 64)
    (found,) = audited(messages, followed=followed).breaks
    assert (found.revision, found.kind) == (6, BreakKind.REWRITTEN)
    assert not audited(messages, followed=LogPosition("a" * 32, 6, body_hash(messages[2][1].body))).broken
    (found,) = audited(messages, followed=LogPosition("a" * 32, 5, "f" * 64)).breaks
    assert (found.revision, found.kind) == (5, BreakKind.DROPPED)


def test_breaks_are_bounded():
    """All are counted."""
    audit = LogAudit("kernels", trusts)
    for revision in range(1, BREAKS_SHOWN + 11):
        audit.unreadable(revision, "damaged")
    assert (len(audit.breaks), audit.broken) == (BREAKS_SHOWN, BREAKS_SHOWN + 10)


@pytest.mark.parametrize(
    ("named", "breaks"), [((), 0), ((SITE,), 0), ((SITE, STRANGER), 0), ((STRANGER,), 1)]
)
def test_a_log_that_another_operator_leads_than_was_named_does_not_verify(named, breaks):
    """It is told with the revision at which that one came first; the words name the setting."""
    audit = LogAudit("kernels", trusts, first=frozenset(key.public for key in named))
    came_first = LogKey(owner=OPERATORS, key=SITE.public, since=7, origin=Origin.ENTERED)
    vouched = LogKey(owner=OPERATORS, key=OTHER_SITE.public, since=8, origin=Origin.VOUCHED)
    audit.keys.keep([came_first, vouched])
    audit.end()
    assert [(one.revision, one.kind) for one in audit.breaks] == [(7, BreakKind.OPERATOR)] * breaks
    assert all("SPICERACK_FIRST_OPERATOR" in one.words for one in audit.breaks)


def _print(messages: Messages) -> str:
    audit = audited(messages)
    return fingerprint("kernels", audit.position, audit.keys.all())


@pytest.mark.parametrize(
    "change",
    [
        lambda messages: messages[:-1],
        lambda messages: [*messages[:-1], (messages[-1][0] + 1, messages[-1][1])],
        lambda messages: a_log(5),
    ],
)
def test_a_fingerprint_is_of_every_commit_and_key(change: Callable[[Messages], Messages]):
    """Two operators who read the same letters have the same log."""
    messages = a_log()
    assert _print(messages) == _print(a_log())
    assert len(_print(messages)) == 29
    assert _print(change(messages)) != _print(messages)


def test_another_orchestrator_makes_another_fingerprint(monkeypatch):
    """Who signed a commit is not in its text, and is compared all the same."""
    messages = a_log()
    signed_by_other = [(at, SITE.sign(message.body)) for at, message in messages]
    one = _print(messages)
    audit = LogAudit("kernels", lambda key: key == SITE.public)
    for revision, message in signed_by_other:
        audit.take(revision, message)
    assert not audit.broken
    assert fingerprint("kernels", audit.position, audit.keys.all()) != one
