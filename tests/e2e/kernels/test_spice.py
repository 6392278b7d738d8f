"""The SPICE service of a whole rack."""

import json
from pathlib import Path
from xml.etree import ElementTree

import httpx
import spiceypy

from tests.e2e.harness import Rack, eventually, write
from tests.e2e.kernels.descriptions import described
from tests.kernels.made import made


def test_kernels_are_known_at_every_site(tmp_path: Path) -> None:
    """Both sites answer the same of kernels that one of them brought, once they are described."""
    rack = Rack(tmp_path, "a", "b", processes=False, extras=("describer", "spice"))
    write(rack["a"] / "spk/craft_v1.bsp", made("craft_v1.bsp"))
    write(rack["a"] / "lsk/naif9.tls", made("naif9.tls"))
    members = "'$K/lsk/naif9.tls' '$K/spk/craft_v1.bsp'"
    head = "KPL/MK\n\\begindata\nPATH_VALUES = ( '/elsewhere' )\nPATH_SYMBOLS = ( 'K' )\n"
    write(rack["a"] / "mk/craft_v1.tm", f"{head}KERNELS_TO_LOAD = ( {members} )\n\\begintext\n")
    write(rack["a"] / "mk/lost_v1.tm", f"{head}KERNELS_TO_LOAD = ( {members} 'lost.bsp' )\n\\begintext\n")
    with rack.running():
        described(rack, ["spk/craft_v1.bsp", "lsk/naif9.tls"])
        rack.synced()
        urls = [
            rack.spicerack("url", "spice", f"--site={site}", f"--url={rack.url}").stdout.strip()
            for site in ("a", "b")
        ]
        parameters = {"body": "MOON", "covers": "2000-01-01T12:00"}

        def answers() -> list[list[str]]:
            found = [httpx.get(f"{url}/api/v1/spice/kernels", params=parameters) for url in urls]
            return [[one["path"] for one in answer.json()["kernels"]] for answer in found]

        eventually(lambda: answers() == [["spk/craft_v1.bsp"]] * 2, what="the same answer of both", pause=0.2)
        # The same question about the same revision has the same bytes at every site (I13).
        told = [_states(url) for url in urls]
        assert [one.status_code for one in told] == [200, 200], told[0].text
        assert told[0].content == told[1].content
        assert [one["path"] for one in told[0].json()["kernels"]] == ["lsk/naif9.tls", "spk/craft_v1.bsp"]
        _commands_answer(rack, tmp_path)
        _a_site_follows_what_a_meta_kernel_loads(rack, tmp_path / "rules.toml")
    assert rack.tracebacks() == []


RULES = """
[[rules]]
sites = ["b"]
closure_of = ["mk/craft_v1.tm", "mk/lost_v1.tm"]
"""


def _a_site_follows_what_a_meta_kernel_loads(rack: Rack, rules: Path) -> None:
    """And no more; a meta-kernel that lacks a member comes when that is there."""
    rules.write_text(RULES)
    planned = rack.spicerack("rule", "plan", str(rules), f"--url={rack.url}").stdout
    assert "b: 'mk/lost_v1.tm' is left out, since members of it" in planned
    assert rack.spicerack("rule", "set", str(rules), "--yes", f"--url={rack.url}").returncode == 0

    def held() -> set[str]:
        files = (path.relative_to(rack["b"]) for path in rack["b"].rglob("*") if path.is_file())
        return {str(path) for path in files if path.parts[0] != ".spicerack"}

    whole = {"mk/craft_v1.tm", "lsk/naif9.tls", "spk/craft_v1.bsp"}
    eventually(lambda: held() == whole, what="what is left out leaves b", pause=0.2)
    write(rack["a"] / "lost.bsp", made("many_v1.bsp"))
    eventually(
        lambda: held() == {*whole, "mk/lost_v1.tm", "lost.bsp"}, what="the meta-kernel at b", pause=0.2
    )


def _commands_answer(rack: Rack, directory: Path) -> None:
    """What a scientist types answers the same, and says what fails."""

    def said(*words: str) -> str:
        done = rack.spicerack(*words, f"--url={rack.url}")
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "described, at revision" in said("kernels", "wait")
    listed = json.loads(said("kernels", "list", "--body=MOON", "--latest", "--json"))
    assert [one["path"] for one in listed["kernels"]] == ["spk/craft_v1.bsp"]
    assert said("kernels", "list", "--kind=lsk").startswith("lsk/naif9.tls  lsk, ")
    picture = directory / "coverage.svg"
    shown = said("coverage", "--body=-999", "--body=MOON", f"--svg={picture}").splitlines()
    assert shown[0].endswith(", 1 gap")
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")
    question = ("--body=-999", "--body=399", "--times=2000-01-02/2000-01-03")
    assert said("kernel-set", *question, "--paths").splitlines() == ["lsk/naif9.tls", "spk/craft_v1.bsp"]
    assert "PATH_VALUES" in said("kernel-set", *question, "--root=/kernels")
    gap = rack.spicerack("kernel-set", "--body=-999", "--body=399", "--times=2001-01-01", f"--url={rack.url}")
    assert (gap.returncode, "the collection lacks ephemeris of body -999" in gap.stderr) == (1, True)
    states = said("geometry", "states", "--target=-999", "--observer=399", "--at=2000-01-02")
    assert len([line for line in states.splitlines() if line and line[0].isdigit()]) == 1, states
    _meta_kernels_answer(rack, directory)


def _meta_kernels_answer(rack: Rack, directory: Path) -> None:
    """One loads where its members are; of another is told what it lacks."""
    at = f"--url={rack.url}"
    listed = json.loads(rack.spicerack("mk", "list", "--json", at).stdout)
    assert [one["path"] for one in listed["kernels"]] == ["mk/craft_v1.tm", "mk/lost_v1.tm"]
    assert rack.spicerack("mk", "show", "mk/craft_v1.tm", at).returncode == 0
    lost = rack.spicerack("mk", "show", "mk/lost_v1.tm", at)
    assert (lost.returncode, "1 member cannot be loaded" in lost.stderr) == (1, True), lost.stderr
    assert "missing  lost.bsp" in lost.stdout
    assert rack.spicerack("mk", "render", "mk/lost_v1.tm", at).returncode == 1
    rendered = directory / "here.tm"
    rendered.write_text(rack.spicerack("mk", "render", "mk/craft_v1.tm", f"--root={rack['a']}", at).stdout)
    with spiceypy.KernelPool(str(rendered)):
        # Itself, and its two members.
        assert spiceypy.ktotal("ALL") == 3


def _states(url: str) -> httpx.Response:
    """Ask for the states of a spacecraft."""
    question = {"calculation": "states", "target": "-999", "observer": "399", "times": {"at": [1000.0]}}
    marked = {"SpiceRack-Request": "1"}
    address = f"{url}/api/v1/spice/geometry"
    return httpx.post(address, json={"question": question}, headers=marked, timeout=60)
