"""Times and modes that stay different at a site are told."""

from shared.contracts.messages.batch import Change
from tests.unit.services.manager.site import Orchestrator, Site, directory, file


def test_a_file_with_another_time_or_mode_at_a_first_meeting_is_told():
    """Its bytes are the same: a whole archive would have to be read to set them all."""
    orchestrator = Orchestrator()
    site = Site(orchestrator)
    for path in ("f", "same"):
        orchestrator.others_change(Change(path=path, state=file("1", mode=0o644)))
    site.sees("f", file("1", mode=0o600))
    site.sees("same", file("1", mode=0o644))
    site.folds()
    site.state.adopt()
    (line,) = site.state.own_attributes.lines()
    assert line.startswith("times or modes of 1 files stay")
    assert "'f'" in line


def test_so_is_one_whose_own_batch_comes_second():
    """It had been said before the log of the others was read."""
    orchestrator = Orchestrator()
    site = Site(orchestrator)
    site.sees("f", file("1", mode=0o600))
    mine = site.sends()
    orchestrator.others_change(Change(path="f", state=file("1", mode=0o644)))
    orchestrator.decide(mine)
    site.folds()
    assert len(site.state.own_attributes.lines()) == 1


def test_a_mode_that_is_set_and_accepted_is_no_difference():
    """Both sites have it then."""
    orchestrator = Orchestrator()
    site = Site(orchestrator)
    orchestrator.others_change(Change(path="f", state=file("1", mode=0o644)))
    site.folds()
    site.placed("f", 1, file("1", mode=0o644))
    site.sees("f", file("1", mode=0o600))
    orchestrator.decide(site.sends())
    site.folds()
    site.state.adopt()
    assert site.state.own_attributes.lines() == []


def test_a_directory_that_had_to_be_opened_to_its_owner_is_told():
    """`ls` says what its author has; here it has to take files."""
    orchestrator = Orchestrator()
    site = Site(orchestrator)
    orchestrator.others_change(Change(path="d", state=directory(mode=0o555)))
    orchestrator.others_change(Change(path="e", state=directory(mode=0o755)))
    site.folds()
    site.placed("d", 1, directory(mode=0o755))
    site.placed("e", 2, directory(mode=0o755))
    (line,) = site.state.own_attributes.lines()
    assert "not at their author's: 1" in line
    assert "'d'" in line
