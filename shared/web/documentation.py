"""The OpenAPI document of an application: every status of every route, each problem described once."""

from typing import Any

from fastapi import FastAPI

from shared.contracts.http.problem import MEDIA_TYPE, Problem
from shared.web import problem
from shared.web.guard import READS
from shared.web.health_routes import HEALTH_PATHS
from shared.web.problem import BY_STATUS, ProblemKind, documented

Document = dict[str, Any]

RESPONSES = "#/components/responses/"


def document_problems(application: FastAPI) -> None:
    """Have the document of an application name, for every route, what any route may answer."""
    plain = application.openapi

    def openapi() -> Document:
        if application.openapi_schema is None:
            application.openapi_schema = with_problems(plain())
        return application.openapi_schema

    application.openapi = openapi  # type: ignore[method-assign]  # the framework's own way to do so


def with_problems(document: Document) -> Document:
    """Return the document, changed: problems of routes are references, and the general ones are there."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for own in ("HTTPValidationError", "ValidationError"):
        schemas.pop(own, None)
    schemas["Problem"] = Problem.model_json_schema()
    used: set[ProblemKind] = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            used |= _refer(operation["responses"], _of_any(path, method.upper()))
    components["responses"] = {kind.name: documented(kind) for kind in BY_STATUS.values() if kind in used}
    return document


def _refer(responses: Document, general: tuple[ProblemKind, ...]) -> set[ProblemKind]:
    """Refer to the kinds of problem that a route has, and to the general ones; return them all."""
    several = {status for status, response in responses.items() if _is_of_several(response)}
    own = {
        BY_STATUS[int(status)]
        for status, response in responses.items()
        if status not in several
        and (status == str(problem.MALFORMED.status) or MEDIA_TYPE in response.get("content", {}))
    }
    kinds = own | {kind for kind in general if str(kind.status) not in responses}
    for kind in sorted(kinds, key=lambda one: one.status):
        responses[str(kind.status)] = {"$ref": RESPONSES + kind.name}
    return kinds


def _is_of_several(response: Document) -> bool:
    """Tell whether a status of a route is that of several kinds: it says so by a schema of none."""
    return bool(response.get("content", {}).get(MEDIA_TYPE, {}).get("schema") == {"$ref": problem.SCHEMA_REF})


def _of_any(path: str, method: str) -> tuple[ProblemKind, ...]:
    if path in HEALTH_PATHS:
        return (problem.MALFORMED_REQUEST, problem.INTERNAL)
    return problem.EVERYWHERE if method in READS else (*problem.EVERYWHERE, *problem.OF_CHANGES)
