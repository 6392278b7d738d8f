"""What a caller may not see cannot be told from what does not exist, by any route about kernels (I12)."""

import re
from pathlib import Path
from typing import Any

import pytest

from shared.web.authorise import AnyCaller, Caller
from tests.kernels.made import FK, made
from tests.unit.services.spice.rack import Rack, open_rack

SEEN = {"open/fk/craft_v9.tf": FK.encode(), "open/ck/craft_v1.bc": made("craft_v1.bc")}
HIDDEN = {
    "shut/lsk/naif9.tls": made("naif9.tls"),
    "shut/sclk/craft_9.tsc": made("craft_9.tsc"),
    "shut/spk/craft_v1.bsp": made("craft_v1.bsp"),
    "shut/fk/craft_v10.tf": FK.encode() + b"\n",
    "shut/mk/em16_v001.tm": b"KPL/MK\n\\begindata\nKERNELS_TO_LOAD = ( 'spk/craft_v1.bsp' )\n",
    "shut/bodies.tf": b"KPL/FK\n\\begindata\nNAIF_BODY_NAME = 'SECRET'\nNAIF_BODY_CODE = -777\n",
    "shut/earth.tpc": b"KPL/PCK\n\\begindata\nBODY399_PM = ( 1 )\n",
    "shut/camera.ti": (
        b"KPL/IK\n\\begindata\nINS-999101_FOV_FRAME = 'TESTCRAFT'\nFRAME_SECRETS = -999200\n"
        b"FRAME_-999200_NAME = 'SECRETS'\nFRAME_-999200_CLASS = 4\nTKFRAME_-999200_RELATIVE = 'TESTCRAFT'\n"
    ),
    "shut/frame_v1.bpc": made("frame_v1.bpc"),
}
UNDESCRIBED = {"shut/new.bsp": b"DAF/SPK "}


class OnlyOpen:
    """The rights of who sees what is below open/ alone."""

    def may(self, scope: object, collection: str | None, path: str | None = None) -> bool:
        """Return True: sight is what is tested."""
        return True

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether a path lies there."""
        return path.startswith("open/")

    def sees_content(self, collection: str, path: str, content: str) -> bool:
        """Tell the same of bytes."""
        return self.sees(collection, path)

    def may_look(self, collection: str, path: str) -> bool:
        """Tell the same."""
        return self.sees(collection, path)

    def enters(self, collection: str, directory: str) -> bool:
        """Tell whether a directory leads there."""
        return directory in ("", "open") or directory.startswith("open/")

    def shows(self, collection: str, directory: str) -> bool | None:
        """Tell the same: nothing in it is hidden."""
        return self.enters(collection, directory)

    def has_all(self, scope: object, collection: str | None) -> bool:
        """Return False."""
        return False

    def prefixes(self, collection: str) -> tuple[str, ...]:
        """Return the directory."""
        return ("open",)

    def demand_good(self) -> None:
        """Do nothing: they never end."""


class Limited(AnyCaller):
    """Lets everybody in as a guest."""

    async def admit(self, connection: object) -> Caller:
        """Return the guest."""
        return Caller("guest", rights=OnlyOpen())


QUESTIONS = (
    "/kernels",
    "/kernels?latest=true",
    "/kernels?problem=any",
    "/kernels?body=SECRET",
    "/kernels?body=SECRETT",
    "/kernels?body=MOON",
    "/kernels?instrument=-999000",
    "/kernels?covers=2000-01-01/2000-01-02",
    "/coverage?body=-999",
    "/coverage?instrument=-999000",
    "/coverage?frame=TESTCRAFT",
    "/coverage?frame=SECRETS",
    "/coverage?frame=IAU_EARTH",
    "/coverage?frame=ITRF93",
    "/coverage?frame=3000",
    "/coverage?instrument=-999101",
    "/coverage?instrument=-999200",
    "/coverage?instrument=SECRETS",
    "/coverage?instrument=-999",
    "/missions",
    "/missions/generic/kernels/lsk",
    "/missions/generic/kernels/lsk/newest",
    "/metakernels",
    "/metakernels/shut/mk/em16_v001.tm",
    "/metakernels/shut/mk/em16_v001.tm/render",
)
SETS: tuple[dict[str, Any], ...] = (
    {"bodies": [-999, 399], "times": [["2000-01-01T13:00", "2000-01-01T14:00"]], "explain": True},
    {"frames": ["TESTCRAFT"], "times": [["2000-01-01T13:00", "2000-01-01T14:00"]], "explain": True},
    {"bodies": ["SECRET"], "times": [["2000-01-01", "2000-01-02"]]},
    {"bodies": ["SECRE"], "times": [["2000-01-01", "2000-01-02"]]},
)


async def answers(rack: Rack) -> list[str]:
    """Return what a guest is told, but for numbers of revisions, which no rule hides."""
    found = [(await rack.client.get(f"/api/v1/spice{path}")).text for path in QUESTIONS]
    found += [(await rack.client.post("/api/v1/spice/kernel-sets", json=one)).text for one in SETS]
    return [re.sub(r'"revision":\d+', "", text) for text in found]


@pytest.mark.parametrize("describe", [True, False])
async def test_a_guest_is_told_the_same_with_and_without_what_is_hidden(
    tmp_path: Path, *, describe: bool
) -> None:
    """Lists, coverage by a hidden clock, newer versions, names, meta-kernels and sets: byte for byte."""
    told: list[list[str]] = []
    hidden = HIDDEN | UNDESCRIBED
    for name, more in (("without", {}), ("with", hidden)):
        (tmp_path / name).mkdir()
        async with open_rack(tmp_path / name, authorise=Limited()) as rack:
            await rack.commit(SEEN)
            if more:
                await rack.commit(more, describe=describe)
            told.append(await answers(rack))

    assert told[0] == told[1]
