"""Answers in SpiceQL's envelope: its status is in the body, and that of HTTP is 200."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import wraps
from typing import Any, ParamSpec

from pydantic import ValidationError

from services.spice.faces.spiceql.errors import RequestError
from services.spice.geometry.api.problems import TOLD, NoAnswerError, problem_of
from shared.contracts.http.knowledge.kernels import SetMember
from shared.model.most_telling import most_telling
from shared.web.problem import ProblemError

Answer = dict[str, Any]

OK, FAILED = 200, 500

Given = ParamSpec("Given")


def told(
    value: object, members: Iterable[SetMember] = (), notes: Sequence[str] = (), **more: object
) -> Answer:
    """Return an answer, with the kernels that it was calculated from.

    Args:
        value: what SpiceQL's function returns.
        members: in the order of loading.
        notes: sentences on what a kernel takes over: names, constants, frames, clocks, leap seconds.
        more: what else `kernels` has.
    """
    used = tuple(members)
    kernels: dict[str, object] = {}
    for one in used:
        paths = kernels.setdefault(one.kind, [])
        assert isinstance(paths, list)
        paths.append(one.path)
    named = [
        {"path": one.path, "hash": one.content, "revision": one.revision, "quality": one.quality}
        for one in used
    ]
    return {
        "statusCode": OK,
        "body": {"return": value, "kernels": {**kernels, **more}, "loaded": named, "notes": list(notes)},
    }


def _failed(words: str, **more: object) -> Answer:
    return {"statusCode": FAILED, "body": {"error": words, **more}}


def enveloped(route: Callable[Given, Awaitable[Answer]]) -> Callable[Given, Awaitable[Answer]]:
    """Tell errors as SpiceQL does, with CSPICE's short error beside its words."""

    @wraps(route)
    async def enveloped(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        try:
            return await route(*args, **kwargs)
        except ValidationError as error:
            return _failed(most_telling(error.errors()))
        except RequestError as error:
            return _failed(str(error))
        except ProblemError as error:
            return _problem(error)
        except TOLD as error:
            return _problem(problem_of(error))

    return enveloped


def _problem(error: ProblemError) -> Answer:
    if isinstance(error, NoAnswerError):
        facts = error.problem().model_dump(include={"reason", "spice", "body", "gap"})
        return _failed(str(error), **facts)
    return _failed(str(error))
