"""A misspelt name is answered with the one that was meant."""

from pathlib import Path
from typing import Any

from tests.kernels.made import FK, SCLK
from tests.unit.services.spice.faces.laid_rack import laid_rack, made_files
from tests.unit.services.spice.geometry.calculate.asked import failure, furnished

DAY = [["2000-01-01T13:00", "2000-01-01T14:00"]]
STATES: dict[str, Any] = {
    "calculation": "states",
    "target": "-999",
    "observer": "EARTH",
    "times": {"at": 1.0},
}
NAMED = "KPL/FK\n\\begindata\nNAIF_BODY_NAME = 'TEST SHIP'\nNAIF_BODY_CODE = -999\n"

GETS = {
    "kernels?body=EARHT": "'EARTH'",
    "kernels?body=test+shipp": "'TEST SHIP'",
    "coverage?frame=TESTCRATF": "'TESTCRAFT'",
    "kernels?kind=skp": "'spk'",
    "kernels?boddy=EARTH": "'body'",
}
POSTS: dict[str, tuple[str, dict[str, Any]]] = {
    "'MOON'": ("kernel-sets", {"bodies": ["MOOON"], "times": DAY}),
    "'states'": ("geometry", {"question": {**STATES, "calculation": "sttes"}}),
    "'target'": (
        "geometry",
        {"question": {"tarjet" if name == "target" else name: value for name, value in STATES.items()}},
    ),
    "'aberration'": ("geometry", {"question": {**STATES, "aberation": "LT"}}),
    "'LT+S'": ("geometry", {"question": {**STATES, "aberration": "LTS"}}),
    "'MARS'": ("geometry", {"question": {**STATES, "target": "MRAS"}}),
    "'IAU_MARS'": ("geometry", {"question": {**STATES, "frame": "IAU_MRAS"}}),
}
IN_KERNELS: dict[str, tuple[str, dict[str, Any]]] = {
    "'TEST SHIP'": ("states", {**STATES, "target": "TEST-SHIP"}),
    "'TESTCRAFT'": ("states", {**STATES, "observer": "399", "frame": "TEST_CRAFT"}),
    "'SCLK01_MODULI_999'": ("keywords", {"template": "SCLK01_MODULO_999"}),
}


async def test_each_route_of_ours_tells_what_was_meant(tmp_path: Path) -> None:
    """Names of bodies and frames by the kernels and by CSPICE, kinds, parameters, calculations and fields."""
    files = made_files() | {"fk/ship_v1.tf": NAMED.encode()}
    async with laid_rack(tmp_path, files) as rack:
        for path, meant in GETS.items():
            answer = await rack.client.get(f"/api/v1/spice/{path}")
            assert answer.status_code in (400, 404, 422), path
            assert f"{meant}?" in answer.json()["detail"], answer.text
        for meant, (path, body) in POSTS.items():
            answer = await rack.client.post(f"/api/v1/spice/{path}", json=body)
            assert answer.status_code in (404, 422), body
            assert f"did you mean {meant}?" in answer.json()["detail"], answer.text


async def test_faces_of_others_take_parameters_that_they_do_not_know(tmp_path: Path) -> None:
    """Their clients say more than they know, as SpiceQL's own tests do."""
    async with laid_rack(tmp_path, made_files()) as rack:
        for path in ("/spiceql/?strange=1", "/webgeocalc/api/?strange=1", "/api/home/?strange=1"):
            assert (await rack.client.get(path)).status_code == 200, path


def test_names_of_named_kernels_are_looked_for_in_them(tmp_path: Path) -> None:
    """Bodies, frames and variables that these kernels alone define."""
    for name, text in (("ship.tf", NAMED), ("craft.tf", FK), ("craft.tsc", SCLK)):
        (tmp_path / name).write_text(text)
    with furnished(tmp_path.glob("*.t*")):
        for meant, (calculation, fields) in IN_KERNELS.items():
            asked = {name: value for name, value in fields.items() if name != "calculation"}
            assert failure(calculation, **asked).detail.endswith(f"did you mean {meant}?")


async def test_questions_about_kernels_say_that_none_are_chosen(tmp_path: Path) -> None:
    """They were answered from none, as if there were nothing."""
    async with laid_rack(tmp_path, made_files()) as rack:
        for question in ({"calculation": "keywords", "template": "BODY*"}, {"calculation": "inventory"}):
            answer = await rack.client.post("/api/v1/spice/geometry", json={"question": question})
            assert (answer.status_code, answer.json()["field"]) == (409, "kernels"), answer.text
            assert "none are chosen" in answer.json()["detail"]
