"""The account of a folder with its source, over HTTP."""

import hashlib
from pathlib import Path
from typing import Any

from tests.kernels.made import made
from tests.unit.services.spice.faces.laid_rack import laid_rack
from tests.unit.services.spice.rack import Rack

FILES = {
    "mro/lsk/naif9.tls": made("naif9.tls"),
    "mro/spk/craft_v1.bsp": made("craft_v1.bsp"),
    "mro/sclk/craft_9.tsc": made("craft_9.tsc"),
    "mro/fk/craft_v1.tf": made("craft_v1.tf"),
    "other/naif9.tls": made("naif9.tls"),
}


def md5(path: str) -> str:
    """Return the checksum of a file as archives tell it."""
    return hashlib.md5(FILES[path], usedforsecurity=False).hexdigest()


async def asked(rack: Rack, **question: Any) -> Any:
    """Ask for an account."""
    return await rack.client.post("/api/v1/spice/accounts", json={"prefix": "mro", **question})


async def test_a_folder_is_held_against_a_table_of_checksums(tmp_path: Path) -> None:
    """Missing, differing, superseded and withdrawn kernels are named; no labels, and no other folders."""
    table = (
        f"{md5('mro/lsk/naif9.tls')}  lsk/naif9.tls\n"
        f"{'0' * 32}  fk/craft_v1.tf\n{'1' * 32}  spk/craft_v2.bsp\n{'2' * 32}  index/index.lbl\n"
    )
    async with laid_rack(tmp_path, FILES) as rack:
        by_name = await asked(rack, text=table)
        by_bytes = await asked(rack, text=table, verify_bytes=2**20)

    told = by_name.json()
    assert by_name.status_code == 200, by_name.text
    assert (told["same"], told["unverified"], told["differing"]) == (2, 2, [])
    assert told["missing"] == ["spk/craft_v2.bsp"]
    assert told["superseded"] == [{"path": "spk/craft_v1.bsp", "by": "spk/craft_v2.bsp"}]
    assert told["withdrawn"] == ["sclk/craft_9.tsc"]
    read = by_bytes.json()
    assert (read["same"], read["unverified"], read["differing"]) == (1, 0, ["fk/craft_v1.tf"])


async def test_a_folder_is_held_against_an_inventory(tmp_path: Path) -> None:
    """Products of PDS4 by their identifiers, of which meta-kernels have the version behind."""
    head = "urn:nasa:pds:mro.spice:spice_kernels"
    text = "".join(
        f"P,{head}:{one}::1.0\r\n" for one in ("lsk_naif9.tls", "spk_craft_v2.bsp", "fk_craft_v1.tf")
    )
    async with laid_rack(tmp_path, FILES) as rack:
        told = (await asked(rack, text=text, listing="inventory")).json()

    assert (told["same"], told["missing"]) == (2, ["craft_v2.bsp"])
    assert told["superseded"] == [{"path": "spk/craft_v1.bsp", "by": "craft_v2.bsp"}]
    assert told["withdrawn"] == ["sclk/craft_9.tsc"]


async def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    """With its line: a page of a server in the place of a table."""
    async with laid_rack(tmp_path, {}) as rack:
        answer = await asked(rack, text="<html>\n")

    assert (answer.status_code, "line 1" in answer.json()["detail"]) == (422, True)
