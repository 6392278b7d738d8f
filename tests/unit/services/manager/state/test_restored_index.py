"""Indexes that were lost, restored from older copies, or made by earlier versions."""

from services.manager.state.database.site_values import SiteValue
from services.manager.state.rules.doubt import ANY, Doubt
from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.transfers.want import Held, Need
from shared.model.entry import DELETED, Kind
from tests.unit.services.manager.site import (
    file,
)
from tests.unit.services.manager.state.helpers import batch_in, due, new_site


def test_a_lost_index_deletes_nothing_and_numbers_anew():
    """A new incarnation folds from the start; what is missing is asked for, what is there adopted."""
    site = new_site()
    site.publishes("f", file("1"))
    site.publishes("g", file("2"))
    site.start(None)
    site.sees("f", file("1"))
    site.folds()
    site.state.adopt()
    assert due(site) == {"g": Action.PLACE}
    site.sees("h", file("3"))
    batch = batch_in(site.sends())
    assert (batch.incarnation, batch.sequence) == ("0" * 15 + "2", 1)


def test_a_restored_index_gets_a_new_incarnation_once_it_sees_its_own_later_batches():
    """Their numbers were used already; nothing that was accepted then is sent as a new change."""
    site = new_site()
    site.publishes("f", file("1"))
    old = site.db.serialize()
    site.publishes("f", file("2"))
    site.start(old)
    site.sees("f", file("2"))
    assert batch_in(site.sends()).sequence == 2
    before = site.state.values.text(SiteValue.INCARNATION)
    site.folds()
    site.state.adopt()
    assert due(site) == {}
    site.publishes("g", file("3"))
    site.publishes("h", file("4"))
    assert set(site.orchestrator.tree.live()) == {"f", "g", "h"}
    assert site.state.values.text(SiteValue.INCARNATION) == before


def test_a_restored_index_that_used_a_number_again_takes_no_other_batch_for_its_own():
    """What it never saw, for it could not be read, is not noted as accepted from here, and deleted then."""
    site = new_site()
    site.publishes("f", file("1"))
    old = site.db.serialize()
    site.publishes("unread", file("2"))
    site.start(old)
    site.sees("g", file("3"))
    assert batch_in(site.sends()).sequence == 2
    before = site.state.values.text(SiteValue.INCARNATION)
    site.folds()
    assert due(site) == {"g": Action.SEND, "unread": Action.PLACE}
    assert site.state.values.text(SiteValue.INCARNATION) != before
    site.publishes("g", file("3"))
    assert set(site.orchestrator.tree.live()) == {"f", "g", "unread"}


def test_a_restored_index_without_a_batch_numbers_anew():
    """The log holds a batch of its own that it never made."""
    site = new_site()
    site.publishes("f", file("1"))
    old = site.db.serialize()
    site.publishes("f", file("2"))
    site.start(old)
    before = site.state.values.text(SiteValue.INCARNATION)
    site.folds()
    assert site.state.values.text(SiteValue.INCARNATION) != before
    assert site.state.values.number(SiteValue.SEQUENCE) == 0


def test_forgetting_bases_asks_for_what_is_missing():
    """After a hold the directory is taken as it is found, and nothing is a deletion."""
    site = new_site()
    site.publishes("f", file("1"))
    site.sees("f", DELETED)
    site.sends()
    site.state.forget_bases(site.incarnation())
    assert due(site) == {"f": Action.PLACE}
    assert site.sends() is None


def test_an_index_of_an_earlier_version_knows_what_it_asked_for():
    """It had not written down since when."""
    site = new_site()
    site.state.provenance.asked([Need(path="f", revision=3, held=Held(kind=Kind.DELETED))])
    site.db.execute("ALTER TABLE maybe_placed DROP COLUMN since")
    site.start(site.db.serialize())
    assert site.state.provenance.of("f") == Doubt(ANY, since=0)
