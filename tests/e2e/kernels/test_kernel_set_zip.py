"""A kernel set is had as one zip: the SPICE service tells the request, a gateway tells the bytes."""

import io
import zipfile
from pathlib import Path

import httpx
import pytest
import spiceypy

from tests.e2e.harness import PATIENCE, Rack, eventually, write
from tests.e2e.kernels.descriptions import described
from tests.kernels.made import made

FILES = ("spk/craft_v1.bsp", "lsk/naif9.tls", "fk/craft_v1.tf")
MARKED = {"SpiceRack-Request": "1"}
QUESTION = {"bodies": ["-999", "399"], "times": [["2000-01-02", "2000-01-03"]]}


@pytest.mark.slow
def test_a_gateway_tells_the_zip_of_a_kernel_set(tmp_path: Path) -> None:
    """With the kernels of the set and no others, each with its bytes; CSPICE loads them as they are."""
    rack = Rack(tmp_path, "a", processes=False, gateways=True, extras=("describer", "spice"))
    for path in FILES:
        write(rack["a"] / path, made(Path(path).name))
    with rack.running():
        described(rack, FILES)
        rack.synced()
        spice = rack.spicerack("url", "spice", "--site=a", f"--url={rack.url}").stdout.strip()
        asked = f"{spice}/api/v1/spice/kernel-sets?as=archive"

        def is_told() -> bool:
            answer = httpx.post(asked, json=QUESTION, headers=MARKED, timeout=PATIENCE, trust_env=False)
            return answer.is_success and answer.json()["url"] != ""

        eventually(is_told, what="a set, and a gateway that tells it", pause=0.2)
        told = httpx.post(asked, json=QUESTION, headers=MARKED, timeout=PATIENCE, trust_env=False).json()
        packed = httpx.post(
            told["url"], json=told["request"], headers=MARKED, timeout=PATIENCE, trust_env=False
        )
        assert packed.status_code == 200, packed.text
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".tls", ".bsp", ".tf"))]
        assert sorted(Path(name).name for name in names) == ["craft_v1.bsp", "naif9.tls"]
        archive.extractall(tmp_path / "out")
    files = [str(tmp_path / "out" / name) for name in sorted(names)]
    with spiceypy.KernelPool(files):
        assert spiceypy.spkezr("-999", 1000.0, "J2000", "NONE", "399")[0].shape == (6,)
