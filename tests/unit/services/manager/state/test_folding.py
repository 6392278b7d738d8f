"""Commits as a site folds them: what they settle, and what they leave alone."""

from services.manager.state.rules.reconcile import Action
from shared.catalog.fold.fold import Skip
from shared.contracts.messages.batch import Change
from shared.model.entry import DELETED
from tests.unit.services.manager.site import (
    base,
    file,
)
from tests.unit.services.manager.state.helpers import due, new_site, put


def mode_before(statements: list[str], beginning: str) -> str:
    """Return how commits were made durable when the first statement with this beginning was executed."""
    at = next(at for at, statement in enumerate(statements) if statement.startswith(beginning))
    return [said for said in statements[:at] if said.startswith("PRAGMA synchronous")][-1].split()[-1]


def batch_ref(revision: int) -> object:
    """Return the reference to a base."""
    return {"revision": revision}


def test_a_fold_that_a_power_cut_took_is_folded_again():
    """Folds do not wait for the disk; a batch that is to be sent does, and keeps them with it."""
    site = new_site()
    site.sees("f", file("1"))
    signed = site.sends()
    before = site.db.serialize()
    site.orchestrator.decide(signed)
    said: list[str] = []
    site.db.set_trace_callback(said.append)
    site.folds()
    site.sees("g", file("2"))
    site.sends()
    assert mode_before(said, "UPDATE log_position") == "NORMAL"
    assert mode_before(said, "INSERT OR REPLACE INTO facts VALUES ('outbox', '{") == "FULL"
    site.start(before)
    assert site.sends() == signed
    site.folds()
    assert site.sends() is None
    assert due(site) == {}


def test_folding_moves_no_base():
    """What others did is due here, and not yet done."""
    site = new_site()
    site.publishes("f", file("1"))
    site.orchestrator.others_change(
        Change(path="f", state=file("2"), base=batch_ref(1)),
    )
    site.folds()
    assert site.base("f") == base(1, file("1"))
    assert due(site) == {"f": Action.PLACE}


def test_an_edit_that_lost_makes_way_for_the_head():
    """Its content is in the log under another name, so the head may replace it."""
    site = new_site()
    site.orchestrator.others_change(put("f", "2"))
    site.publishes("f", file("1"))
    assert due(site)["f"] is Action.PLACE
    conflict = next(path for path in site.orchestrator.tree.live() if ".conflict-" in path)
    assert site.orchestrator.tree.live()[conflict].state.content == "1" * 64


def test_a_delete_that_was_refused_brings_the_head_back():
    """Somebody changed it meanwhile: an edit beats a delete."""
    site = new_site()
    site.publishes("f", file("1"))
    site.sees("f", DELETED)
    signed = site.sends()
    site.orchestrator.others_change(Change(path="f", state=file("2"), base=batch_ref(1)))
    site.orchestrator.decide(signed)
    site.folds()
    assert due(site) == {"f": Action.PLACE}


def test_a_message_that_does_not_count_is_counted_and_changes_nothing():
    """Skipped messages are seen in the metrics."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    at, signed = site.orchestrator.log[0]
    forged = site.key.sign(signed.body)
    trusts = site.orchestrator.tree.live  # any key but the orchestrator's is unknown
    assert trusts
    assert (
        site.state.fold(at, forged, trusts=lambda key: False, incarnation=site.incarnation) is Skip.UNSIGNED
    )
    assert site.state.projection.skipped == 1
    assert site.state.projection.position.revision == 0
