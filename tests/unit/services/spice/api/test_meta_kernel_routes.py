"""Routes about coverage, missions and meta-kernels."""

from pathlib import Path

import pytest
import spiceypy

from tests.kernels.made import FK, made
from tests.unit.services.spice.rack import Rack

MK = "KPL/MK\n\\begindata\nPATH_SYMBOLS = ('K')\nPATH_VALUES = ('..')\nKERNELS_TO_LOAD = ( {names} )\n"
"""As archives write it: beside the folders of its members."""


def meta(*names: str) -> bytes:
    """Return a meta-kernel of these members."""
    return MK.format(names=", ".join(f"'$K/{name}'" for name in names)).encode()


async def test_coverage_of_a_body_tells_its_gaps(rack: Rack) -> None:
    """Over all kernels together: the third day is a gap until another kernel fills it."""
    await rack.commit({"spk/craft_v1.bsp": made("craft_v1.bsp")})
    found = await rack.get("/coverage", body=-999)

    assert [round(one["stop"] - one["start"]) for one in found["spans"]] == [2 * 86400, 86400]
    assert [round(one["stop"] - one["start"]) for one in found["gaps"]] == [86400]
    assert [one["path"] for one in found["kernels"]] == ["spk/craft_v1.bsp"]
    await rack.commit({"spk/many_v1.bsp": made("many_v1.bsp")})
    filled = await rack.get("/coverage", body=-999, kernels=False, covers="2000-01-04T00:00/2000-01-04T06:00")
    assert filled["kernels"] == []
    assert (len(filled["spans"]), len(filled["gaps"])) == (0, 1)
    assert (await rack.get("/coverage", body=-999))["spans"][0]["start"] == 0.0


async def test_coverage_of_a_ck_without_its_clock_is_told_to_be_unknown(rack: Rack) -> None:
    """It is named, and no time is made up."""
    await rack.commit({"ck/craft_v1.bc": made("craft_v1.bc")})
    found = await rack.get("/coverage", instrument=-999000)

    assert (found["untimed"], found["spans"]) == (["ck/craft_v1.bc"], [])


async def test_missions_are_counted_and_their_newest_is_found(rack: Rack) -> None:
    """By kind; v10 is newer than v9, and each line has a newest of its own."""
    await rack.commit(
        {
            "fk/em16_tgo_v9.tf": FK.encode(),
            "fk/em16_tgo_v10.tf": FK.encode() + b"\n",
            "fk/em16_tgo_ops_v02.tf": FK.encode() + b"\n\n",
            "lsk/naif9.tls": made("naif9.tls"),
        }
    )
    missions = {one["mission"]: one["kinds"] for one in (await rack.get("/missions"))["missions"]}

    assert missions == {"em16": {"fk": 3}, "generic": {"lsk": 1}}
    newest = await rack.get("/missions/em16/kernels/fk/newest")
    assert [one["path"] for one in newest["kernels"]] == ["fk/em16_tgo_ops_v02.tf", "fk/em16_tgo_v10.tf"]
    assert len((await rack.get("/missions/em16/kernels/fk"))["kernels"]) == 3


async def test_members_of_a_meta_kernel_are_told_with_what_became_of_them(rack: Rack) -> None:
    """Held, superseded, damaged, not described yet, or missing; in the order of loading."""
    await rack.commit(
        {
            "mk/em16_v001.tm": meta(
                "lsk/naif9.tls", "fk/em16_tgo_v9.tf", "spk/cut.bsp", "ck/new.bc", "ck/no.bc"
            ),
            "lsk/naif9.tls": made("naif9.tls"),
            "fk/em16_tgo_v9.tf": FK.encode(),
            "fk/em16_tgo_v10.tf": FK.encode() + b"\n",
            "spk/cut.bsp": made("craft_v1.bsp")[:3000],
        }
    )
    await rack.commit({"ck/new.bc": made("craft_v1.bc")}, describe=False)
    found = await rack.get("/metakernels/mk/em16_v001.tm")

    assert [(one["path"], one["state"], one["superseded_by"]) for one in found["members"]] == [
        ("lsk/naif9.tls", "held", None),
        ("fk/em16_tgo_v9.tf", "held", "fk/em16_tgo_v10.tf"),
        ("spk/cut.bsp", "damaged", None),
        ("ck/new.bc", "undescribed", None),
        (None, "missing", None),
    ]
    assert not found["complete"]
    assert [one["path"] for one in (await rack.get("/metakernels"))["kernels"]] == ["mk/em16_v001.tm"]
    assert (await rack.get("/metakernels", year=2020))["kernels"] == []


async def test_a_rendered_meta_kernel_loads_wherever_its_files_are(rack: Rack, tmp_path: Path) -> None:
    """CSPICE loads it from a folder with a long name; one that lacks a member is refused, or says so."""
    files = {"spk/craft_v1.bsp": made("craft_v1.bsp"), "lsk/naif9.tls": made("naif9.tls")}
    await rack.commit(files | {"mk/em16_v001.tm": meta(*files), "mk/em16_v002.tm": meta(*files, "ck/no.bc")})
    root = tmp_path / ("a" * 60) / ("b" * 60)
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    answer = await rack.client.get(
        "/api/v1/spice/metakernels/mk/em16_v001.tm/render", params={"root": str(root)}
    )
    (tmp_path / "own.tm").write_text(answer.text)
    spiceypy.furnsh(str(tmp_path / "own.tm"))
    try:
        assert spiceypy.spkezr("-999", 10.0, "J2000", "NONE", "399")[0][0] == pytest.approx(7010.0)
    finally:
        spiceypy.kclear()
    url = "/api/v1/spice/metakernels/mk/em16_v002.tm/render"
    assert (await rack.client.get(url)).status_code == 409
    assert (await rack.client.get(url, params={"partial": True})).status_code == 200


@pytest.mark.parametrize(
    "path", ["/metakernels/nowhere.tm", "/metakernels/lsk/naif9.tls", "/coverage?body=X"]
)
async def test_what_is_not_there_is_not_found(rack: Rack, path: str) -> None:
    """No meta-kernel, another kind, and a body that nobody knows."""
    await rack.commit({"lsk/naif9.tls": made("naif9.tls")})
    assert (await rack.client.get(f"/api/v1/spice{path}")).status_code == 404
