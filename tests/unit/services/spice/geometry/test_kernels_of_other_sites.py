"""Kernels that this site lacks: had from others, verified, while the question waits."""

import asyncio
from pathlib import Path
from typing import Any

from tests.kernels.made import made
from tests.unit.services.spice.rack import Rack, open_rack
from tests.unit.shared.contents.scripted_holder import holding

LONG = made("naif9.tls") + b"\n" * 200_000
"""A leapseconds kernel that comes in two parts."""
KERNELS = {"lsk/naif9.tls": LONG, "spk/craft_v1.bsp": made("craft_v1.bsp")}
STATES: dict[str, Any] = {
    "calculation": "states",
    "target": "-999",
    "observer": "399",
    "times": {"at": [1000.0, 2000.0]},
}


async def ask(rack: Rack) -> Any:
    """Ask for states by the least set."""
    return await rack.client.post("/api/v1/spice/geometry", json={"question": STATES})


async def test_a_question_is_answered_from_kernels_of_another_site(tmp_path: Path) -> None:
    """They travel once; the answer is that of a site that has them, byte for byte (I13)."""
    here = tmp_path / "here"
    for path, data in KERNELS.items():
        (here / path).parent.mkdir(parents=True)
        (here / path).write_bytes(data)
    async with open_rack(here) as rack:
        await rack.commit(KERNELS)
        own = await ask(rack)
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    async with open_rack(lacking) as rack:
        await rack.commit(KERNELS)
        async with holding(rack, "b") as (there,):
            for data in KERNELS.values():
                there.holds(data)
            first, second = await ask(rack), await ask(rack)

        assert (first.status_code, second.status_code) == (200, 200)
        assert first.content == own.content == second.content
        assert (len(there.requests), rack.geometry.remote.fetched) == (2, 2)


async def test_a_question_waits_so_long_and_finds_its_kernels_when_it_comes_again(tmp_path: Path) -> None:
    """It says what it waits for; what is on its way goes on."""
    async with open_rack(tmp_path, geometry_seconds=1.0) as rack:
        await rack.commit(KERNELS)
        async with holding(rack, "b") as (there,):
            for data in KERNELS.values():
                there.holds(data)
            there.gate = asyncio.Event()
            early = await ask(rack)
            there.gate.set()
            async with asyncio.timeout(30):
                while rack.geometry.remote.fetched < len(KERNELS):  # noqa: ASYNC110  a counter is no event
                    await asyncio.sleep(0.01)
            late = await rack.client.post(
                "/api/v1/spice/geometry/jobs", json={"question": STATES}, params={"form": "csv"}
            )

        assert early.status_code == 503
        assert "come from other sites" in early.json()["detail"]
        assert int(early.headers["retry-after"]) > 1
        assert late.status_code == 202
        assert len(there.requests) == len(KERNELS)


async def test_a_kernel_that_no_site_holds_is_refused_and_one_that_lies_is_never_loaded(
    tmp_path: Path,
) -> None:
    """The first is no use to wait for; the other may come right later."""
    async with open_rack(tmp_path) as rack:
        await rack.commit(KERNELS)
        async with holding(rack, "b", "c") as (one, other):
            gone = await ask(rack)
            for data in KERNELS.values():
                one.holds(data, sends=data[::-1])
                other.holds(data, sends=data[::-1])
            wrong = await ask(rack)

    assert gone.status_code == 409
    assert "no site holds" in gone.json()["detail"]
    assert wrong.status_code == 503
    assert "other bytes" in wrong.json()["detail"]
