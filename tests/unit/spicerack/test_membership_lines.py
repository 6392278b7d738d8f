"""What a person is told before a site goes."""

from shared.contracts.http.sites.status import SiteStatus
from spicerack.commands.sites.membership import unpublished_lines

SITE = SiteStatus(name="c", online=True, state="idle", revision=1, behind=0, wanted_bytes=0, conflicts=0)


def test_what_a_site_has_published_nowhere_is_named_before_its_disk_goes() -> None:
    """Others hold all that is known: what never became known goes without a word otherwise."""
    ignored = {"ignored": 2, "ignored_shown": ("x.part", "y.swp")}
    site = SITE.model_copy(update={"problems": ("1 file stays here ...: 'x/new'",), **ignored})
    assert unpublished_lines(site) == [
        "before its disk goes, look at what c says of its directory: others may not have it",
        "  1 file stays here ...: 'x/new'",
        "  2 names are left alone, and published nowhere: x.part, y.swp",
    ]


def test_of_a_site_that_has_published_all_nothing_is_said() -> None:
    """Nor of one that nobody lists any more."""
    assert unpublished_lines(SITE) == []
    assert unpublished_lines(None) == []
