"""The document of an application: who may ask, of each route."""

import pytest

from shared.access.link_identity import LINK_POSTS, LINK_USES
from shared.web import documentation
from shared.web.documentation import with_problems

CONTENT = "/api/v1/collections/{collection}/content/{path}"


def schemes_of(path: str, method: str) -> set[str]:
    """Return what a route is said to take; the empty string is nothing."""
    paths = {path: {method: {"responses": {}}}}
    document = with_problems({"paths": paths})
    operation = document["paths"][path][method]
    assert set(document["components"]["securitySchemes"]) == {"token", "password", "link"}
    return {next(iter(one), "") for one in operation["security"]}


@pytest.mark.parametrize(
    ("path", "method", "schemes"),
    [
        ("/healthz", "get", {""}),
        ("/api/v1/status", "get", {"", "token", "password"}),
        (CONTENT, "get", {"", "token", "password", "link"}),
        (CONTENT, "put", {"", "token", "password", "link"}),
        (CONTENT, "delete", {"", "token", "password"}),
        ("/api/v1/collections/{collection}/archive", "post", {"", "token", "password", "link"}),
        ("/api/v1/collections/{collection}/move", "post", {"", "token", "password"}),
    ],
)
def test_each_route_says_which_credentials_it_takes(path: str, method: str, schemes: set[str]) -> None:
    """Tokens everywhere but for health, links where files are read or handed in."""
    assert schemes_of(path, method) == schemes


def test_links_are_documented_where_the_door_takes_them() -> None:
    """The layer below the door knows its rule by heart."""
    assert documentation.LINK_POSTS == LINK_POSTS
    assert documentation.LINK_METHODS <= LINK_USES
