"""A site that is held says why, once."""

from services.manager.brake import Hold, HoldReason
from tests.unit.services.manager.wiring import new_core


def test_a_hold_is_logged_once_for_each_reason(caplog):
    """People go on while a site is held: a line for each of their changes would bury the reason."""
    core = new_core()
    core.hold_site(Hold(reason=HoldReason.MASS_CHANGE, text="50 files went"))
    core.hold_site(Hold(reason=HoldReason.MASS_CHANGE, text="51 files went"))
    core.hold_site(Hold(reason=HoldReason.ROOT_EMPTIED, text="all files went"))
    assert [record.getMessage() for record in caplog.records] == ["50 files went", "all files went"]


def test_a_hold_tells_the_newest_figures():
    """What `spicerack site release` shows is what is so now."""
    core = new_core()
    core.hold_site(Hold(reason=HoldReason.MASS_CHANGE, text="50 files went"))
    core.hold_site(Hold(reason=HoldReason.MASS_CHANGE, text="51 files went"))
    assert core.hold is not None
    assert core.hold.hold.text == "51 files went"
