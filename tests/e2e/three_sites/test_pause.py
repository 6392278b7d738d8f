"""A site that rests while people go on at all three: nothing moves to or from it, and nothing is lost."""

from tests.e2e.harness import Rack, eventually, write


def test_nothing_moves_to_or_from_a_paused_site_until_it_is_resumed(rack: Rack) -> None:
    """`sync`, `status` and `plan` say so; all that was written meanwhile is everywhere afterwards."""
    write(rack["a"] / "pause" / "before", "before")
    rack.sync()
    assert rack.spicerack("pause", "--site", "c").returncode == 0
    eventually(lambda: states(rack)["c"] == "paused", what="c is paused")
    write(rack["a"] / "pause" / "at-a", "at a")
    write(rack["c"] / "pause" / "at-c", "at c")

    said = rack.spicerack("sync", "--timeout", "60")
    assert said.returncode == 1
    assert "not in sync: c is paused since" in said.stderr
    assert "go on with `spicerack resume --site c`" in said.stderr
    assert (rack["b"] / "pause" / "at-a").read_text() == "at a"
    assert not (rack["c"] / "pause" / "at-a").exists()
    assert not (rack["b"] / "pause" / "at-c").exists()
    assert "c is paused since" in rack.spicerack("status").stdout
    assert "c is paused, so nothing moves" in rack.spicerack("plan").stdout

    assert rack.spicerack("resume", "spice", "--site", "c").stdout == "c goes on\n"
    rack.sync()
    assert (rack["c"] / "pause" / "at-a").read_text() == "at a"
    for site in "ab":
        assert (rack[site] / "pause" / "at-c").read_text() == "at c"


def states(rack: Rack) -> dict[str, str]:
    """Return the state of each site."""
    return {site["name"]: site["state"] for site in rack.status()["sites"]}
