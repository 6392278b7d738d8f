"""Rules of replicas while all three sites run: a part leaves a site and comes back; nothing is deleted."""

from pathlib import Path

from tests.e2e.harness import Rack, eventually, write

RULES = """
[[rules]]
sites = ["c"]
exclude = ["rules/large/"]
"""


def test_what_a_rule_leaves_out_leaves_its_site_and_comes_back(rack: Rack, tmp_path: Path) -> None:
    """Into the trash, once another site holds it; a deletion there meanwhile is none anywhere."""
    write(rack["a"] / "rules" / "large" / "x", "large")
    write(rack["a"] / "rules" / "small", "small")
    rack.sync()
    (tmp_path / "rules.toml").write_text(RULES)
    (tmp_path / "none.toml").write_text("rules = []\n")
    planned = rack.spicerack("rule", "plan", str(tmp_path / "rules.toml")).stdout.splitlines()
    (row,) = [line for line in planned if line.startswith("c ")]
    assert row.endswith("1 file, 5 B")
    said = rack.spicerack("rule", "set", str(tmp_path / "rules.toml"), "--yes", "-m", "c is small")
    assert said.stdout.endswith("version 1 is in force\n"), said.stderr

    eventually(lambda: not (rack["c"] / "rules" / "large").exists(), what="the part leaves c")
    write(rack["a"] / "rules" / "large" / "y", "more")
    write(rack["c"] / "rules" / "large" / "mine", "only here")
    rack.sync()
    assert (rack["b"] / "rules" / "large" / "x").read_text() == "large"
    assert (rack["b"] / "rules" / "large" / "y").read_text() == "more"
    assert not (rack["c"] / "rules" / "large" / "y").exists()
    assert not (rack["b"] / "rules" / "large" / "mine").exists()
    assert "c follows a part, two-way, by version 1 of the rules" in rack.spicerack("status").stdout

    assert rack.spicerack("rule", "set", str(tmp_path / "none.toml"), "--yes").returncode == 0
    # A sync asks sites for what they follow when they hear of it: rules come to them by another way.
    eventually(lambda: rack.site("c")["rule"] == 2, what="c follows the new rules")
    rack.sync()
    for site in "abc":
        files = {path.name: path.read_text() for path in (rack[site] / "rules" / "large").iterdir()}
        assert files == {"x": "large", "y": "more", "mine": "only here"}
    assert "version 1 of spice" in rack.spicerack("rule", "history").stdout
