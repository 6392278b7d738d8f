"""Whatever is wrong with a question is one precise problem, with CSPICE's short error in a field."""

from pathlib import Path
from typing import Any

from tests.unit.services.spice.faces.laid_rack import laid_rack, made_files

DAY = 86_400.0

STATES: dict[str, Any] = {
    "calculation": "states",
    "target": "-999",
    "observer": "399",
    "times": {"at": 1000.0, "text": "NONE"},
}
TURNED: dict[str, Any] = {
    "calculation": "orientation",
    "from_frame": "J2000",
    "to_frame": "TESTCRAFT",
    "times": {"at": -42983.0, "text": "NONE"},
}
SPK = {"paths": ["spk/craft_v1.bsp"]}
ALL_TEXT = {"paths": ["lsk/naif9.tls", "fk/craft_v1.tf", "sclk/craft_9.tsc"]}
GAP = {"at": 2.5 * DAY, "text": "NONE"}

PROBLEMS: dict[str, tuple[dict[str, Any], dict[str, Any], int, str, str]] = {
    "an unknown body": ({**STATES, "target": "VULCAN"}, {}, 404, "unknown-name", "SPICE(IDCODENOTFOUND)"),
    "an unknown body of a set": (
        {**STATES, "target": "VULCAN"},
        SPK,
        404,
        "unknown-name",
        "SPICE(IDCODENOTFOUND)",
    ),
    "an unknown frame": ({**STATES, "frame": "NOWHERE"}, {}, 404, "unknown-frame", "SPICE(UNKNOWNFRAME)"),
    "an unknown frame of a set": (
        {**STATES, "frame": "NOWHERE"},
        SPK,
        404,
        "unknown-frame",
        "SPICE(UNKNOWNFRAME)",
    ),
    "no time": ({**STATES, "times": {"at": "soon"}}, {}, 422, "unparsable-time", "SPICE(UNPARSEDTIME)"),
    "no time for a set": (
        {**STATES, "times": {"at": "soon"}},
        {"paths": ["lsk/naif9.tls", "spk/craft_v1.bsp"]},
        422,
        "unparsable-time",
        "SPICE(UNPARSEDTIME)",
    ),
    "a gap": ({**STATES, "times": GAP}, {}, 409, "no-coverage", "SPICE(SPKINSUFFDATA)"),
    "a gap of a set": ({**STATES, "times": GAP}, SPK, 409, "no-coverage", "SPICE(SPKINSUFFDATA)"),
    "no pointing": (
        {**TURNED, "times": {"at": 1e8, "text": "NONE"}},
        {},
        409,
        "no-coverage",
        "SPICE(CKINSUFFDATA)",
    ),
    "frames without connection": (TURNED, ALL_TEXT, 409, "frames-unconnected", "SPICE(NOFRAMECONNECT)"),
    "no leap seconds": (
        {**STATES, "times": {"at": "2000-01-01T13:00"}},
        SPK,
        409,
        "no-leap-seconds",
        "SPICE(NOLEAPSECONDS)",
    ),
    "too many times": (
        {**STATES, "times": {"start": 0.0, "stop": DAY, "step": 1e-3, "text": "NONE"}},
        SPK,
        422,
        "too-many",
        "",
    ),
    "a path outside": (STATES, {"paths": ["../../etc/passwd"]}, 404, "", ""),
    "a path of no kernel": (STATES, {"paths": ["/etc/passwd"]}, 404, "", ""),
    "a meta-kernel outside": (STATES, {"meta_kernel": "../all.tm"}, 404, "", ""),
}


async def test_each_problem_is_told_precisely(tmp_path: Path) -> None:
    """Status, kind and CSPICE's short error; where times lack kernels, the gap with both ends."""
    async with laid_rack(tmp_path, made_files()) as rack:
        for name, (question, kernels, status, reason, spice) in PROBLEMS.items():
            body = {"question": question, "kernels": kernels}
            answer = await rack.client.post("/api/v1/spice/geometry", json=body)
            told = answer.json()
            assert answer.status_code == status, (name, told)
            assert answer.headers["content-type"] == "application/problem+json", name
            assert (told.get("reason", ""), told.get("spice", "")) == (reason, spice), (name, told)
            assert "\n" not in told["detail"], name
            if name.startswith("a gap"):
                assert told["gap"]["start"] <= 2.5 * DAY <= told["gap"]["stop"], (name, told)
