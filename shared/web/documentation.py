"""The OpenAPI document of an application: every status of every route, each problem described once."""

from typing import Any

from fastapi import FastAPI

from shared.contracts.http.problem import MEDIA_TYPE, Problem
from shared.web import problem
from shared.web.guards.guard import READS
from shared.web.health_routes import HEALTH_PATHS
from shared.web.problem import BY_STATUS, ProblemKind, documented

Document = dict[str, Any]

RESPONSES = "#/components/responses/"


SCHEMES: Document = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of `spicerack token create`, or an access token of the identity provider.",
    },
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "Any user, with a token as the password: for tools that know nothing else.",
    },
    "link": {
        "type": "apiKey",
        "in": "query",
        "name": "link",
        "description": "A link that `POST links` has made: it reads, or puts, what it was made for.",
    },
}
"""By which callers say who they are."""

BY_LINK = ("/collections/", "/data/")
"""In the paths that links are for."""

LINK_METHODS = frozenset({"GET", "PUT", "PATCH"})
LINK_POSTS = ("/uploads", "/archive")
"""Methods that read or hand files in, and the ends of paths where POST does (`shared.access.access`)."""


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
    components["securitySchemes"] = SCHEMES
    used: set[ProblemKind] = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            used |= _refer(operation["responses"], _of_any(path, method.upper()))
            operation["security"] = _security(path, method.upper())
    components["responses"] = {kind.name: documented(kind) for kind in BY_STATUS.values() if kind in used}
    return document


def _security(path: str, method: str) -> list[Document]:
    """Return what a route takes, any one of it; the empty one is nothing, where no token is asked for."""
    if path in HEALTH_PATHS:
        return [{}]
    by_link = any(one in path for one in BY_LINK) and (
        method in LINK_METHODS or (method == "POST" and path.endswith(LINK_POSTS))
    )
    links: list[Document] = [{"link": []}] if by_link else []
    return [{"token": []}, {"password": []}, *links, {}]


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
