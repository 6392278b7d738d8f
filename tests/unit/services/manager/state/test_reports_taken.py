"""Reports of what was placed, early, late and again, and bytes that are here already."""

from services.manager.state.database.site_values import SiteValue
from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import Change
from tests.unit.services.manager.site import (
    base,
    file,
)
from tests.unit.services.manager.state.helpers import due, new_site, put


def test_a_report_moves_the_base_and_the_local_state():
    """The index follows what was published, with its fingerprint, not a later stat."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.placed("f", 1, file("1"), number=7)
    row = site.state.index.row("f")
    assert row is not None
    assert (row.base, row.local) == (base(1, file("1")), file("1"))
    assert row.fingerprint is not None
    assert row.fingerprint.inode == 7
    assert site.state.values.number(SiteValue.REPORTS_AFTER) == 7
    assert due(site) == {}


def test_a_report_may_leave_out_what_the_log_says():
    """A state that came back as it was asked for is that of the log at the path and revision."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.placed("f", 1, None)
    assert (site.base("f"), site.local("f"), due(site)) == (base(1, file("1")), file("1"), {})


def test_a_report_on_what_this_log_does_not_have_tells_nothing():
    """Neither base nor local state follow it: the next look sees what is there."""
    site = new_site()
    site.placed("f", 1, None)
    assert (site.base("f"), site.local("f")) == (None, None)


def test_a_late_report_never_moves_a_base_back():
    """Reports may come in any order."""
    site = new_site()
    site.placed("f", 5, file("2"))
    site.placed("f", 3, file("1"))
    assert (site.base("f"), site.local("f")) == (base(5, file("2")), file("2"))


def test_a_report_that_comes_again_does_not_hide_an_edit():
    """What a look has seen since is newer than the report."""
    site = new_site()
    site.placed("f", 5, file("2"))
    site.sees("f", file("3"))
    site.placed("f", 5, file("2"))
    assert site.local("f") == file("3")


def test_a_report_ends_what_was_elsewhere():
    """The head took the place of what had lost, even though its revision is lower."""
    site = new_site()
    site.orchestrator.others_change(put("f", "2"))
    site.publishes("f", file("1"))
    site.placed("f", 1, file("2"))
    assert site.base("f") == base(1, file("2"))
    assert "f" not in due(site)


def test_what_the_file_system_made_of_it_is_no_change():
    """Coarse times come back in the report, and are the base."""
    site = new_site()
    site.orchestrator.others_change(Change(path="f", state=file("1", mtime_ns=3)))
    site.folds()
    site.placed("f", 1, file("1", mtime_ns=2))
    assert due(site) == {}


def test_the_bytes_of_the_head_are_adopted():
    """Nothing travels; what differs in metadata only is taken as it is here."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.sees("f", file("1", mode=0o600))
    site.folds()
    assert due(site) == {"f": Action.ADOPT}
    assert site.state.adopt() == 1
    assert site.state.adopt() == 0
    assert site.base("f") == base(1, file("1", mode=0o600))
