"""The quarantine of a real rack: what looks broken stays at its site until a person has looked."""

import json
from pathlib import Path

from tests.e2e.harness import Rack, eventually, write
from tests.kernels.made import made

PAGE = "<!DOCTYPE html><html><body>Please log in</body></html>"


def test_a_login_page_under_a_kernels_name_spreads_only_when_a_person_says_so(tmp_path: Path) -> None:
    """The other site keeps the whole kernel, status and `quarantine list` say why, `drop` brings it back."""
    rack = Rack(tmp_path, "a", "b", processes=False)
    write(rack["a"] / "spk/whole.bsp", made("craft_v1.bsp"))
    with rack.running():
        rack.synced()
        write(rack["a"] / "spk/whole.bsp", PAGE)
        write(rack["a"] / "spk/new.bsp", PAGE)
        listed = ["spk/new.bsp", "spk/whole.bsp"]
        eventually(lambda: kept(rack) == listed, what="two files in quarantine")
        eventually(
            lambda: sum("is quarantined" in one for one in rack.problems("a")) == 2, what="problems in status"
        )
        said = rack.spicerack("quarantine", "list", f"--url={rack.url}")
        assert "spk/new.bsp" in said.stdout
        assert "web-page: the file is a web page" in said.stdout
        assert rack.spicerack("quarantine", "drop", "spk/whole.bsp", f"--url={rack.url}").returncode == 0
        assert rack.spicerack("quarantine", "release", "spk/new.bsp", f"--url={rack.url}").returncode == 0
        tree = rack.synced()
        assert kept(rack) == []
        missing = rack.spicerack("quarantine", "release", "spk/new.bsp", f"--url={rack.url}")
    assert (missing.returncode, "is not in the quarantine of site a" in missing.stderr) == (1, True)
    assert (rack["b"] / "spk/whole.bsp").read_bytes() == made("craft_v1.bsp")
    assert (rack["b"] / "spk/new.bsp").read_text() == PAGE
    assert {"spk/whole.bsp", "spk/new.bsp"} <= tree.keys()
    assert rack.tracebacks() == []


def kept(rack: Rack) -> list[str]:
    """Return what site a has in quarantine."""
    said = rack.spicerack("quarantine", "list", "--json", f"--url={rack.url}")
    return [one["path"] for one in json.loads(said.stdout)["files"]]
