"""The unmodified client of WebGeocalc asks us: it lists, submits, polls, fetches and cancels."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from webgeocalc import (
    AngularSeparation,
    AngularSize,
    Api,
    FrameTransformation,
    GFCoordinateSearch,
    IlluminationAngles,
    OsculatingElements,
    PhaseAngle,
    PointingDirection,
    StateVector,
    SubObserverPoint,
    SubSolarPoint,
    SurfaceInterceptPoint,
    TangentPoint,
    TimeConversion,
)
from webgeocalc.errors import APIError

from services.spice.geometry.webgeocalc.routes import router, set_id
from tests.unit.services.spice.geometry.api.doors import Door, door_of, listening
from tests.unit.services.spice.geometry.calculate.asked import BASE, real_kernels

TIMES = ["2012-10-19T08:24:00.000", "2012-10-19T09:00:00.000"]
MARS = {"target": "MARS", "target_frame": "IAU_MARS", "observer": "EARTH"}
RAY = {
    "direction_frame": "J2000",
    "direction_vector_x": 1.0,
    "direction_vector_y": 0.0,
    "direction_vector_z": 0.0,
}

Asked = Callable[[Any], Any]


@asynccontextmanager
async def client_of(folder: Path) -> AsyncIterator[tuple[Api, Asked]]:
    """Yield the client, and what runs its blocking calls."""
    async with door_of(folder, routers=(router,)) as door:
        for path in real_kernels(*BASE):
            door.laid.lay(path.name, path.read_bytes())
        async with listening(door.application) as address:

            async def run(kind: type, **parameters: Any) -> Any:
                def blocking() -> Any:
                    calculation = kind(api=api, kernels="all", times=TIMES, verbose=False, **parameters)
                    return calculation.run(timeout=30, sleep=0.1)

                return await asyncio.to_thread(blocking)

            api = await asyncio.to_thread(Api, f"{address}/webgeocalc/api")
            yield api, run


async def test_the_client_lists_what_there_is(tmp_path: Path) -> None:
    """Kernel sets, and the bodies, frames and instruments of one."""
    async with client_of(tmp_path) as (api, _):
        sets = await asyncio.to_thread(api.kernel_sets)
        bodies = await asyncio.to_thread(api.bodies, "all")
        frames = await asyncio.to_thread(api.frames, "all")
        instruments = await asyncio.to_thread(api.instruments, "all")

    assert [str(one) for one in sets] == ["all"]
    assert int(sets[0]) > 0
    assert {"MARS", "SUN"} <= {one.name for one in bodies}
    assert {one.name: one.centerBodyID for one in frames}["IAU_MARS"] == 499
    assert instruments == []


TYPES: list[tuple[type, dict[str, Any], str]] = [
    (
        StateVector,
        {"target": "SUN", "observer": "EARTH", "reference_frame": "J2000"},
        "DATE DISTANCE SPEED X Y Z D_X_DT D_Y_DT D_Z_DT TIME_AT_TARGET LIGHT_TIME",
    ),
    (
        StateVector,
        {
            "target": "SUN",
            "observer": "EARTH",
            "reference_frame": "J2000",
            "state_representation": "RA_DEC",
        },
        "DATE RANGE RIGHT_ASCENSION DECLINATION D_RANGE_DT D_RIGHT_ASCENSION_DT D_DECLINATION_DT SPEED",
    ),
    (
        AngularSize,
        {"target": "MARS", "observer": "EARTH"},
        "DATE ANGULAR_SIZE",
    ),
    (
        FrameTransformation,
        {"frame_1": "J2000", "frame_2": "IAU_MARS"},
        "DATE ANGLE3 ANGLE2 ANGLE1 AV_X AV_Y AV_Z AV_MAG",
    ),
    (
        IlluminationAngles,
        {**MARS, "latitude": 0.0, "longitude": 0.0},
        "DATE INCIDENCE_ANGLE EMISSION_ANGLE PHASE_ANGLE OBSERVER_ALTITUDE TIME_AT_POINT LIGHT_TIME LTST",
    ),
    (PhaseAngle, {"target": "MARS", "observer": "EARTH"}, "DATE PHASE_ANGLE"),
    (
        PointingDirection,
        {
            "direction": {
                "direction_type": "POSITION",
                "target": "MARS",
                "shape": "POINT",
                "observer": "EARTH",
            },
            "reference_frame": "J2000",
        },
        "DATE X Y Z",
    ),
    (
        SubSolarPoint,
        MARS,
        "DATE X Y Z SUB_POINT_RADIUS OBSERVER_ALTITUDE TIME_AT_POINT LIGHT_TIME"
        " PHASE_ANGLE INCIDENCE_ANGLE EMISSION_ANGLE LTST",
    ),
    (SubObserverPoint, {**MARS, "sub_point_type": "Intercept: ellipsoid"}, "DATE X Y Z SUB_POINT_RADIUS"),
    (
        SurfaceInterceptPoint,
        {**MARS, "direction_vector_type": "VECTOR_IN_REFERENCE_FRAME", **RAY},
        "DATE X Y Z INTERCEPT_RADIUS",
    ),
    (
        TangentPoint,
        {
            **MARS,
            "direction_vector_type": "VECTOR_IN_REFERENCE_FRAME",
            "correction_locus": "TANGENT_POINT",
            **RAY,
        },
        "DATE TANGENT_X TANGENT_Y TANGENT_Z SURFACE_X SURFACE_Y SURFACE_Z",
    ),
    (
        OsculatingElements,
        {"orbiting_body": "MOON", "center_body": "EARTH"},
        "DATE PERIFOCAL_DISTANCE ECCENTRICITY INCLINATION ASCENDING_NODE_LONGITUDE ARGUMENT_OF_PERIAPSE",
    ),
    (TimeConversion, {"output_time_system": "TDB"}, "DATE DATE2"),
]
"""Each type, its parameters, and its first columns."""


async def test_the_client_runs_each_type(tmp_path: Path) -> None:
    """Its results have a value a time in each column."""
    async with client_of(tmp_path) as (_, run):
        results = [await run(kind, **parameters) for kind, parameters, _ in TYPES]

    for told, (_, _, columns) in zip(results, TYPES, strict=True):
        assert list(told)[: len(columns.split())] == columns.split()
        assert told["DATE"] == ["2012-10-19 08:24:00.000000 UTC", "2012-10-19 09:00:00.000000 UTC"]
        assert {len(values) for values in told.values()} == {2}


async def test_the_client_gets_the_published_numbers(tmp_path: Path) -> None:
    """What WebGeocalc's own documentation shows, to what another ephemeris differs."""
    async with client_of(tmp_path) as (_, run):
        separation = await run(AngularSeparation, target_1="VENUS", target_2="MERCURY", observer="SUN")

    assert separation["ANGULAR_SEPARATION"] == pytest.approx([175.17072258, 175.18555938], abs=1e-5)


MOON: dict[str, Any] = {
    "time_step": 1,
    "time_step_units": "DAYS",
    "target": "MOON",
    "observer": "EARTH",
    "reference_frame": "J2000",
    "coordinate_system": "RA/DEC",
    "coordinate": "DECLINATION",
}


async def test_the_client_searches_for_events(tmp_path: Path) -> None:
    """Spans in which the Moon's declination is small."""

    def search(api: Api) -> Any:
        calculation = GFCoordinateSearch(
            api=api,
            kernels="all",
            intervals=["2012-01-01", "2012-02-01"],
            relational_condition="RANGE",
            reference_value=0,
            upper_limit=10,
            verbose=False,
            **MOON,
        )
        return calculation.run(timeout=30, sleep=0.1)

    async with client_of(tmp_path) as (api, _):
        results = await asyncio.to_thread(search, api)

    assert list(results) == ["DATE", "DURATION"]
    assert results["DATE"][1].startswith("2012-01-11 18:06:05")


async def test_the_client_reads_errors(tmp_path: Path) -> None:
    """An unknown name is told in the words that the client shows."""

    def fail(api: Api) -> None:
        calculation = StateVector(
            api=api,
            kernels="all",
            times=TIMES,
            target="VULCAN",
            observer="SUN",
            reference_frame="J2000",
            verbose=False,
        )
        calculation.submit()
        for _ in range(1200):
            if "FAILED" in calculation.phase:
                break
            time.sleep(0.1)
            calculation.phase = api.phase_calculation(calculation.id)[1]
        api.results_calculation(calculation.id)

    async with client_of(tmp_path) as (api, _):
        with pytest.raises(APIError, match="VULCAN"):
            await asyncio.to_thread(fail, api)
        with pytest.raises(APIError, match="no kernel set 5"):
            await asyncio.to_thread(api.bodies, 5)


async def test_the_client_cancels(tmp_path: Path) -> None:
    """A cancelled calculation stays so."""

    def cancel(api: Api) -> str:
        calculation = GFCoordinateSearch(
            api=api,
            kernels="all",
            intervals=["1950-01-01", "2050-01-01"],
            relational_condition="LOCMAX",
            verbose=False,
            **MOON,
        )
        calculation.submit()
        calculation.cancel()
        return str(calculation.phase)

    async with client_of(tmp_path) as (api, _):
        assert await asyncio.to_thread(cancel, api) == "CANCELLED"


async def ended(door: Door, job: str) -> None:
    """Wait until a calculation is complete."""
    while True:
        phase = (await door.client.get(job)).json()["result"]["phase"]
        assert phase in ("QUEUED", "CALCULATING", "COMPLETE")
        if phase == "COMPLETE":
            return
        await asyncio.sleep(0.05)


async def test_results_lead_to_the_kernels_that_they_used(tmp_path: Path) -> None:
    """By `Link`: WebGeocalc has no field for them. The same answer in our form names each with its hash."""
    async with door_of(tmp_path, routers=(router,)) as door:
        for path in real_kernels(*BASE):
            door.laid.lay(path.name, path.read_bytes())
        payload = {
            "calculationType": "STATE_VECTOR",
            "kernels": [{"type": "KERNEL_SET", "id": set_id("mk/all.tm")}],
            "times": TIMES,
            "target": "MARS",
            "observer": "EARTH",
            "referenceFrame": "J2000",
        }
        submitted = await door.client.post("/webgeocalc/api/calculation/new", json=payload)
        job = f"/webgeocalc/api/calculation/{submitted.json()['calculationId']}"
        await ended(door, job)
        results = await door.client.get(f"{job}/results")
        link = results.headers["Link"].partition(">")[0].removeprefix("<")
        told = (await door.client.get(link)).json()

    assert results.json()["status"] == "OK"
    assert [one["content"] for one in told["kernels"]] == [one.content for one in door.laid.members.values()]
    assert told["kernel_set"] == results.headers["SpiceRack-Kernel-Set"]
