"""A site that leaves and comes back while all run: nothing is waited for, lost, or sent again."""

import json

from tests.e2e.harness import Rack, eventually, write


def names(rack: Rack) -> list[str]:
    """Return the sites that are listed."""
    return [site["name"] for site in rack.status()["sites"]]


def test_a_site_that_was_removed_and_added_again_moves_no_bytes(rack: Rack) -> None:
    """Meanwhile `sync` is done without it, and what it and others made comes afterwards."""
    write(rack["c"] / "leaving" / "at-c", "at c")
    drained = rack.spicerack("site", "drain", "c", "--timeout", "60")
    assert drained.returncode == 0, drained.stdout + drained.stderr
    assert "others hold all that is known to be at c" in drained.stdout
    assert any((rack[site] / "leaving" / "at-c").exists() for site in "ab")
    rack.sync()
    assert rack.spicerack("site", "remove", "c").returncode == 1  # Nobody is there to confirm.
    removed = rack.spicerack("site", "remove", "c", "--yes")
    assert removed.returncode == 0, removed.stdout + removed.stderr
    eventually(lambda: names(rack) == ["a", "b"], what="c is not listed")
    rack.sync()
    sent = rack.sent_bytes()
    added = json.loads(rack.spicerack("site", "add", "c", "--json").stdout)
    assert added["standing"] == "member"
    eventually(lambda: names(rack) == ["a", "b", "c"], what="c is listed")
    rack.sync()
    assert rack.sent_bytes() == sent


def test_what_is_made_while_a_site_is_removed_comes_when_it_is_added(rack: Rack) -> None:
    """At the site and elsewhere; nothing moves to or from it meanwhile."""
    assert rack.spicerack("site", "remove", "c", "--yes").returncode == 0
    eventually(lambda: names(rack) == ["a", "b"], what="c is not listed")
    write(rack["a"] / "left" / "at-a", "at a")
    write(rack["c"] / "left" / "at-c", "at c")
    rack.sync()
    assert not (rack["c"] / "left" / "at-a").exists()
    assert not (rack["a"] / "left" / "at-c").exists()
    assert rack.spicerack("site", "add", "c").returncode == 0
    eventually(lambda: names(rack) == ["a", "b", "c"], what="c is listed")
    rack.sync()
    assert (rack["c"] / "left" / "at-a").read_text() == "at a"
    assert (rack["a"] / "left" / "at-c").read_text() == "at c"


def test_a_site_that_nobody_knows_is_told(rack: Rack) -> None:
    """A typing error removes nothing."""
    for verb in ("drain", "remove", "add"):
        told = rack.spicerack("site", verb, "nowhere", *(["--yes"] if verb == "remove" else []))
        assert told.returncode == 1
        assert "there is no site nowhere" in told.stderr
    assert names(rack) == ["a", "b", "c"]
