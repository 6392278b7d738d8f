"""The outbox: one batch at a time, kept until its commit is seen."""

import json

import pytest

from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.catalog.store.database import open_database
from shared.contracts.messages.batch import Batch
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED
from tests.unit.services.manager.site import (
    MADE_AT,
    ORCHESTRATOR,
    Orchestrator,
    Site,
    file,
)
from tests.unit.services.manager.state.helpers import batch_in, new_site


def test_the_outbox_is_kept_until_its_commit_is_seen():
    """The same signed batch is sent again after a crash, however often."""
    site = new_site()
    site.sees("f", file("1"))
    signed = site.sends()
    site.start(site.db.serialize())
    assert site.sends() == signed
    site.orchestrator.decide(signed)
    assert site.sends() == signed
    site.folds()
    assert site.sends() is None


def test_a_later_edit_waits_and_is_rebased():
    """One undecided batch; the next is based on what was accepted."""
    site = new_site()
    site.sees("f", file("1"))
    site.orchestrator.decide(site.sends())
    site.sees("f", file("2"))
    site.folds()
    batch = batch_in(site.sends())
    assert batch.sequence == 2
    assert batch.changes[0].base is not None
    assert batch.changes[0].base.revision == 1
    site.orchestrator.decide(site.sends())
    assert site.orchestrator.tree.live()["f"].state == file("2")


def test_a_receive_only_site_makes_no_batch():
    """What changed there stays there."""
    site = new_site(receive_only=True)
    site.sees("f", file("1"))
    assert site.sends() is None


def test_a_signed_batch_is_the_exact_text_that_was_signed():
    """It names the log that the site follows, none before it has seen any."""
    site = new_site()
    site.sees("f", file("1"))
    assert "log_id" not in json.loads(site.sends().body)
    site.orchestrator.decide(site.sends())
    site.folds()
    site.sees("g", file("1"))
    assert batch_in(site.sends()).log_id == "a" * 32


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_thousands_of_renames_are_one_batch(count):
    """Whoever renames a directory of so many files makes one revision of it."""
    site = new_site()
    names = [f"mro_spk_psp_rec_{number:05d}.bsp" for number in range(count)]
    rows = [(f"mro-data/mrosp_1000/data/spk/{name}", file("1"), None) for name in names]
    site.state.index.note_all(rows)
    while site.state.index.update_due():
        pass
    site.orchestrator.decide(site.sends())
    site.folds()
    site.state.index.note_all([(path, DELETED, None) for path, _, _ in rows])
    site.state.index.note_all([(f"archive/{name}", file("1"), None) for name in names])
    while site.state.index.update_due():
        pass
    assert len(batch_in(site.sends()).changes) == 2 * count


def test_a_look_over_the_bound_becomes_several_batches_and_is_told(caplog):
    """Whoever wonders why a delivery has several revisions finds the reason in the log."""
    state = SiteState(
        open_database(":memory:"), identity=SiteIdentity("c", "a"), key=ORCHESTRATOR, batch_bytes=400
    )
    state.begin(lambda: "0" * 16)
    state.index.note_all([(f"f{number}", file("1"), None) for number in range(4)])
    while state.index.update_due():
        pass
    with caplog.at_level("INFO"):
        batch = batch_in(state.make_batch(made_at=MADE_AT))
    assert 0 < len(batch.changes) < 4
    assert f"batch 1 has {len(batch.changes)} changes, and others follow" in caplog.text
    assert state.full_batches == 1


def test_a_batch_that_the_key_before_signed_is_made_again():
    """Nobody believes it any more; the same key signs on under the same numbers."""
    site = Site(Orchestrator())
    site.sees("f", file("1"))
    first = site.sends()
    site.start(site.db.serialize())
    assert site.sends() == first
    site.key = SigningKey(b"n" * 32)
    site.start(site.db.serialize())
    again = site.sends()
    assert again.key == site.key.public
    batch, before = (Batch.model_validate_json(one.body) for one in (again, first))
    assert (batch.changes, batch.sequence) == (before.changes, 1)
    assert batch.incarnation != before.incarnation
