"""The routes of WebGeocalc, as its clients know them: errors are told in an answer of status 200."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import PurePosixPath
from typing import Annotated, Any, ParamSpec

from blake3 import blake3
from fastapi import APIRouter, Body, Depends, Response
from pydantic import ValidationError

from services.spice.geometry.api.buffer import Buffer
from services.spice.geometry.api.problems import TOLD, problem_of
from services.spice.geometry.api.questions import PREFIX as QUESTIONS
from services.spice.geometry.api.questions import SET_HEADER, OfGeometry
from services.spice.geometry.geometry import Geometry
from services.spice.geometry.jobs.job import JobState, Phase
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.questions.pointing import Inventory
from services.spice.geometry.questions.question import QUESTION, AnyQuestion
from services.spice.geometry.webgeocalc.errors import PayloadError
from services.spice.geometry.webgeocalc.payload import question_of
from services.spice.geometry.webgeocalc.results import results_of
from shared.contracts.http.knowledge.kernels import KernelSetAnswer
from shared.model.most_telling import most_telling
from shared.spice.times.known_leaps import KNOWN_LEAPS
from shared.web.authorise import Asking, Caller, Scope, needs
from shared.web.problem import ProblemError
from shared.web.revision import HEADER

PREFIX = "/webgeocalc/api"

Answer = dict[str, Any]

router = APIRouter(prefix=PREFIX, tags=["webgeocalc"], dependencies=[Depends(needs(Scope.READ))])

PHASES = {
    Phase.QUEUED: "QUEUED",
    Phase.CALCULATING: "CALCULATING",
    Phase.COMPLETE: "COMPLETE",
    Phase.FAILED: "FAILED",
    Phase.CANCELLED: "CANCELLED",
    Phase.FORGOTTEN: "CANCELLED",
}

PERCENT = 100

Given = ParamSpec("Given")


def _told(route: Callable[Given, Awaitable[Answer]]) -> Callable[Given, Awaitable[Answer]]:
    """Tell errors as WebGeocalc does."""

    @wraps(route)
    async def told(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        try:
            return await route(*args, **kwargs)
        except (PayloadError, ProblemError) as error:
            return _error(str(error))
        except ValidationError as error:
            return _error(most_telling(error.errors()))
        except TOLD as error:
            return _error(str(problem_of(error)))

    return told


def _error(words: str, job: str = "") -> Answer:
    return {
        "status": "ERROR",
        "message": "The request was not fulfilled.",
        "calculationId": job,
        "error": {"shortDescription": words},
    }


def set_id(path: str) -> int:
    """Return the number of a meta-kernel: the same at every site, whatever others there are."""
    return int(blake3(path.encode()).hexdigest()[:7], 16)


@router.get("/")
async def read_metadata(geometry: OfGeometry) -> Answer:
    """What this service is."""
    return {
        "title": "SpiceRack, as WebGeocalc",
        "description": f"Geometry from the kernels of collection {geometry.collection}",
        "documentation": "/docs",
        "contact": "",
        "version": "1",
        "build_id": "",
    }


@router.get("/kernel-sets")
@_told
async def list_kernel_sets(geometry: OfGeometry, caller: Asking) -> Answer:
    """The meta-kernels of the collection."""
    paths = await geometry.sets.meta_kernels(caller)
    return _items("KernelSetDetails", [_details(path) for path in paths])


def _details(path: str) -> Answer:
    return {
        "caption": PurePosixPath(path).stem,
        "sclkId": "0",
        "description": path,
        "kernelSetId": str(set_id(path)),
        "missionId": "",
    }


def _items(kind: str, items: list[Answer]) -> Answer:
    return {"status": "OK", "message": "The operation was successful.", "resultType": kind, "items": items}


@router.get("/kernel-set/{number}/bodies")
@_told
async def list_bodies(geometry: OfGeometry, number: int, caller: Asking) -> Answer:
    """The bodies of a set."""
    rows = await _inventory(geometry, number, caller, Inventory(of="bodies"))
    return _items("BodyData", [{"id": int(row[0]), "name": row[1]} for row in rows])


@router.get("/kernel-set/{number}/instruments")
@_told
async def list_instruments(geometry: OfGeometry, number: int, caller: Asking) -> Answer:
    """The instruments of a set that have a field of view."""
    rows = await _inventory(geometry, number, caller, Inventory(of="instruments"))
    return _items("InstrumentData", [{"id": int(row[0]), "name": row[1]} for row in rows])


@router.get("/kernel-set/{number}/frames")
@_told
async def list_frames(geometry: OfGeometry, number: int, caller: Asking) -> Answer:
    """The frames of a set."""
    rows = await _inventory(geometry, number, caller, Inventory(of="frames"))
    return _items(
        "FrameData",
        [
            {"id": int(row[0]), "name": row[1], "centerBodyID": int(row[2]), "frameClass": int(row[3])}
            for row in rows
        ],
    )


async def _inventory(geometry: Geometry, number: int, caller: Caller, question: Inventory) -> list[list[Any]]:
    kernels = await geometry.sets.of_paths(await _members(geometry, number, caller), caller)
    sink = Buffer()
    await geometry.shared.ask(_asked(geometry, kernels, question), sink=sink)
    rows: list[list[Any]] = json.loads(sink.data)["rows"]
    return rows


def _asked(geometry: Geometry, kernels: KernelSetAnswer, question: AnyQuestion) -> Asked:
    return Asked(
        collection=geometry.collection,
        revision=kernels.revision,
        kernel_set=kernels.hash,
        members=kernels.members,
        question=question,
        form="json",
        notes=kernels.notes,
    )


async def _members(geometry: Geometry, number: int, caller: Caller) -> list[str]:
    """Return the paths of a set's kernels. Raises PayloadError where it is unknown or incomplete."""
    for path in await geometry.sets.meta_kernels(caller):
        if set_id(path) == number:
            found = await geometry.sets.of_meta_kernel(path, caller)
            if not found.complete:
                missing = ", ".join(one.what for one in found.missing[:3])
                raise PayloadError(f"kernel set {number} ({path}) lacks {missing}")
            return [one.path for one in found.members]
    raise PayloadError(f"there is no kernel set {number}")


async def _paths(geometry: Geometry, kernels: object, caller: Caller) -> list[str]:
    """Return the paths of the kernels that a payload names, in their order."""
    if not isinstance(kernels, list) or not kernels:
        raise PayloadError("kernels is a list of kernel sets and kernels")
    paths: list[str] = []
    for one in kernels:
        match one:
            case {"type": "KERNEL_SET", "id": int() | str() as number} if str(number).isdecimal():
                paths += await _members(geometry, int(number), caller)
            case {"type": "KERNEL", "path": str() as path}:
                paths.append(path)
            case _:
                raise PayloadError(
                    f"{json.dumps(one)[:100]} is no KERNEL_SET with an id, nor KERNEL with a path"
                )
    return paths


@router.post("/calculation/new")
@_told
async def new_calculation(
    geometry: OfGeometry, payload: Annotated[dict[str, Any], Body()], caller: Asking
) -> Answer:
    """Ask a question; its answer is fetched later."""
    question = QUESTION.validate_python(question_of(payload))
    paths = await _paths(geometry, payload.get("kernels"), caller)
    kernels = await geometry.sets.of_paths(paths, caller)
    return _phase(await geometry.jobs.submit(_asked(geometry, kernels, question), caller.name))


def _phase(state: JobState) -> Answer:
    result: Answer = {"phase": PHASES[state.phase], "progress": int(state.progress * PERCENT)}
    if state.phase is Phase.QUEUED:
        result["position"] = state.position + 1
    return {
        "status": "OK",
        "message": "The operation was successful.",
        "calculationId": state.id,
        "result": result,
    }


NO_CALCULATION = "there is no such calculation: it never was, or it has expired"


@router.get("/calculation/{job}")
@_told
async def read_calculation(geometry: OfGeometry, job: str, caller: Asking) -> Answer:
    """How far a calculation is."""
    state = geometry.jobs.state(job, caller.name)
    return _error(NO_CALCULATION, job) if state is None else _phase(state)


@router.get("/calculation/{job}/cancel")
@_told
async def cancel_calculation(geometry: OfGeometry, job: str, caller: Asking) -> Answer:
    """End a calculation. WebGeocalc asks so by GET: a caller ends nothing but its own."""
    state = geometry.jobs.state(job, caller.name)
    if state is None:
        return _error(NO_CALCULATION, job)
    if state.phase is Phase.CANCELLED:
        return _error("the calculation was cancelled before", job)
    cancelled = await geometry.jobs.cancel(job, caller.name)
    return _error(NO_CALCULATION, job) if cancelled is None else _phase(cancelled)


@router.get("/calculation/{job}/results")
@_told
async def read_results(geometry: OfGeometry, job: str, caller: Asking, response: Response) -> Answer:
    """The columns and rows of a calculation that is complete; `Link` leads to the kernels that it used."""
    state = geometry.jobs.state(job, caller.name)
    asked = await geometry.jobs.asked(job, caller.name)
    if state is None or asked is None:
        return _error(NO_CALCULATION, job)
    path = await geometry.jobs.path(job, caller.name)
    if path is None:
        return _error(state.detail or f"the calculation is {PHASES[state.phase]}", job)
    aberration = getattr(asked.question, "aberration", "NONE")

    def results() -> Answer:
        return results_of(json.loads(path.read_bytes()), aberration=aberration, leaps=KNOWN_LEAPS)

    told = await asyncio.to_thread(results)
    response.headers[HEADER] = str(asked.revision)
    response.headers[SET_HEADER] = asked.kernel_set
    response.headers["Link"] = f'<{QUESTIONS}/jobs/{job}/answer>; rel="describedby"'
    return {"status": "OK", "message": "The operation was successful.", "calculationId": job, **told}
