"""The routes of the first SpiceRack, as its users asked them."""

from pathlib import Path
from typing import Any

from tests.kernels.made import FK, made
from tests.unit.services.spice.faces.laid_rack import laid_rack

META = "KPL/MK\n\\begindata\nKERNELS_TO_LOAD = ( '../spk/mro_psp60.bsp' )\n\\begintext\n"
FILES = {
    "mro/spk/mro_psp59.bsp": made("craft_v1.bsp"),
    "mro/spk/mro_psp60.bsp": made("many_v1.bsp"),
    "mro/fk/mro_v9.tf": FK.encode(),
    "mro/fk/mro_v10.tf": f"{FK}\n".encode(),
    "mro/mk/mro_2020_v02.tm": META.encode(),
    "mro/mk/mro_2021_v01.tm": f"{META}\n".encode(),
    "mro/mk/mro_2021_v10.tm": f"{META}\n\n".encode(),
}
MRO = "/missions/mro"

ANSWERS: dict[str, Any] = {
    "/": ["/hash", "/naif", "/missions"],
    "/naif/": ["MRO"],
    "/missions/": ["mro"],
    f"{MRO}/misc/": [],
    f"{MRO}/kernels/": ["fk", "mk", "spk"],
    f"{MRO}/kernels/fk/": ["/files"],
    f"{MRO}/kernels/fk/files/": ["mro_v10.tf", "mro_v9.tf"],
    f"{MRO}/kernels/fk/files/newest/": ["mro_v10.tf"],
    f"{MRO}/kernels/fk/files/mro_v9.tf/newest/": ["mro_v10.tf"],
    f"{MRO}/kernels/fk/files/mro/newest/": ["mro_v10.tf"],
    f"{MRO}/kernels/fk/files/mro_v9.tf/raw/": FK.splitlines(),
    f"{MRO}/metakernels/": ["mro_2020_v02.tm", "mro_2021_v01.tm", "mro_2021_v10.tm"],
    f"{MRO}/metakernels/years/": [2020, 2021],
    f"{MRO}/metakernels/years/2021/": ["mro_2021_v01.tm", "mro_2021_v10.tm"],
    f"{MRO}/metakernels/years/2021/newest/": ["mro_2021_v10.tm"],
    f"{MRO}/metakernels/mro_2021_v01.tm/raw/": [*META.splitlines(), ""],
}


async def test_what_read_is_answered_as_before(tmp_path: Path) -> None:
    """Lists of names and of what is below, with the newest by version as a number."""
    async with laid_rack(tmp_path, FILES) as rack:
        for path, expected in ANSWERS.items():
            answer = await rack.client.get(f"/api/home{path}")
            assert (answer.status_code, answer.json()) == (200, expected), path
        file = (await rack.client.get(f"/api/home{MRO}/kernels/fk/files/mro_v9.tf/")).json()
        meta = (await rack.client.get(f"/api/home{MRO}/metakernels/mro_2021_v01.tm/")).json()
        newest = (await rack.client.get(f"/api/home{MRO}/metakernels/newest/")).json()
        before = [(await rack.client.get(f"/api/home{one}")).json() for one in ("/hash/", f"{MRO}/")]
        await rack.commit({"mro/fk/mro_v9.tf": None})
        after = [(await rack.client.get(f"/api/home{one}")).json() for one in ("/hash/", f"{MRO}/")]
        lost = [
            (await rack.client.get(f"/api/home{path}")).status_code
            for path in (
                "/missions/none/",
                f"{MRO}/kernels/fk/files/none.tf/",
                f"{MRO}/kernels/fk/files/none/newest/",
                f"{MRO}/kernels/spk/files/mro_psp60.bsp/raw/",
                f"{MRO}/metakernels/years/1492/",
            )
        ]

    assert (file["newest"], file["kernel"], file["links"]) == ("mro_v10.tf", "fk", ["/raw"])
    assert meta["newest"] == "mro_2021_v10.tm"
    assert "mro_2021_v10.tm" in newest
    assert before[0] != after[0]
    assert before[1]["hash"] != after[1]["hash"]
    assert lost == [404, 404, 404, 409, 422]
