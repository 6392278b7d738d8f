"""Describers of a whole rack: every content is described once, whoever is killed."""

from pathlib import Path

import pytest

from shared.contracts.messages.description import Told
from tests.e2e.harness import Rack, eventually, write
from tests.e2e.kernels.descriptions import described, descriptions
from tests.fits.made import sky_image
from tests.kernels.made import made


def test_every_content_is_described_once_at_its_author(tmp_path: Path) -> None:
    """Kernels of one site, prose of another, and an unfinished kernel; what other services do goes on."""
    rack = Rack(tmp_path, "a", "b", processes=False, extras=("describer",))
    write(rack["a"] / "spk/craft_v1.bsp", made("craft_v1.bsp"))
    write(rack["a"] / "lsk/naif9.tls", made("naif9.tls"))
    write(rack["b"] / "readme.txt", "prose")
    with rack.running():
        found = described(rack, ["spk/craft_v1.bsp", "lsk/naif9.tls", "readme.txt"])
        write(rack["b"] / "copy.bsp", made("craft_v1.bsp"))
        write(rack["b"] / "ck/craft_v1.bc", made("craft_v1.bc"))
        found |= described(rack, ["ck/craft_v1.bc"])
        write(rack["a"] / "odd_v1.bsp", b"no kernel at all")
        described(rack, ["odd_v1.bsp"])
        rack.synced()
        describe = ("kernels", "describe", "spk/craft_v1.bsp", f"--url={rack.url}")
        # A describer that a busy machine kept from saying that it is here is named again at its next beat.
        eventually(lambda: rack.spicerack(*describe).returncode == 0, what="a describer is asked")
        said = rack.spicerack(*describe)
        assert "spk/craft_v1.bsp: spk, complete, told at site a\n" in said.stdout, said.stderr
        assert "body -999: 2000-01-01T11:58:55.816074Z to 2000-01-05T11:58:55" in said.stdout
        wrong = rack.spicerack("kernels", "problems", f"--url={rack.url}")
        assert wrong.stdout == "odd_v1.bsp  spk  broken\n", wrong.stderr
        write(rack["b"] / "frame.fits", sky_image())
        described(rack, ["frame.fits"])
        rack.synced()
        frame = rack.spicerack("describe", "frame.fits", f"--url={rack.url}")
        assert "frame.fits: fits, complete, told at site b\n" in frame.stdout, frame.stderr
        assert "sky: 1 polygon within 28.4 arcminutes of 10.00000 +20.00000 (ICRS)\n" in frame.stdout
        nothing = rack.spicerack("kernels", "describe", "nowhere", f"--url={rack.url}")
        assert (nothing.returncode, "has no file nowhere" in nothing.stderr) == (1, True)
        _, published = descriptions(rack)
    assert published == 6
    assert {name: one.site for name, one in found.items()} == {
        "spk/craft_v1.bsp": "a",
        "lsk/naif9.tls": "a",
        "readme.txt": "b",
        "ck/craft_v1.bc": "b",
    }
    assert found["readme.txt"].told is Told.UNKNOWN
    assert rack.tracebacks() == []


@pytest.mark.slow
def test_killed_describers_describe_nothing_twice(tmp_path: Path) -> None:
    """By the account of the stream: as many messages as contents, and each content has one."""
    rack = Rack(
        tmp_path,
        "a",
        "b",
        extras=("describer",),
        settings={"SPICERACK_DESCRIBE_GRACE_SECONDS": "2", "SPICERACK_DESCRIBE_AT_ONCE": "2"},
    )
    names = [f"texts/{number:03}.tf" for number in range(120)]
    with rack.running():
        for at, name in enumerate(names):
            write(rack["a"] / name, f"KPL/FK\n\\begindata\nFRAME_N{at} = {at}\n\\begintext\n")
            if at % 20 == 10:
                rack.kill("describer-a" if at % 40 == 10 else "describer-b")
        found = described(rack, names)
        _, published = descriptions(rack)
    assert published == len(names)
    assert {one.findings.kind for one in found.values() if one.findings is not None} == {"fk"}
