"""What a person is told before a site goes."""

from shared.contracts.http.sites.status import NOT_COUNTED_ON, SiteStatus
from shared.contracts.messages.sites.replica_rules import Followed
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


def test_a_site_that_drains_and_follows_a_part_is_not_told_of_its_draining_but_of_its_rule() -> None:
    """What people made beside the rule lies there alone; that the site drains is no news to who drains it."""
    drains = SITE.model_copy(update={"problems": (f"draining since noon by ada: {NOT_COUNTED_ON}",)})
    assert unpublished_lines(drains) == []
    (_, line) = unpublished_lines(drains.model_copy(update={"followed": Followed(include=("y/",))}))
    assert "what was made there beside its rule is published nowhere" in line


def test_of_a_site_that_has_published_all_nothing_is_said() -> None:
    """Nor of one that nobody lists any more."""
    assert unpublished_lines(SITE) == []
    assert unpublished_lines(None) == []
