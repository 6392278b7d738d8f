"""Logging in at an identity provider: where to, and the token for a code, which the gateway takes there."""

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.gateway.login.provider import LoginProvider
from services.gateway.login.settings import LoginSettings
from shared.access.provider import OidcSettingsError
from tests.unit.services.gateway.desk import Desk, open_desk
from tests.unit.shared.web.serving import serving

VERIFIER = "v" * 43
BACK = "https://gateway.example/"


class Provider:
    """An identity provider on loopback that knows one code, and the challenge that came with it."""

    def __init__(self) -> None:
        self.url = ""
        self.token_endpoint = ""
        self.access = "a.b.c"
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        self.challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    async def configuration(self, _: Request) -> JSONResponse:
        """Tell where things are."""
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": self.token_endpoint or f"{self.url}/token",
            }
        )

    async def token(self, request: Request) -> JSONResponse:
        """Give a token for the code, to who has its verifier (RFC 7636, section 4.6)."""
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        shown = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        said = (form["grant_type"], form["client_id"], form["code"], form["redirect_uri"])
        if shown != self.challenge or said != ("authorization_code", "console", "c0de", BACK):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse({"access_token": self.access, "id_token": "i.d.t", "expires_in": 300})


@asynccontextmanager
async def desk_with(directory: Path) -> AsyncIterator[tuple[Desk, Provider]]:
    """Yield a gateway, and the provider that its settings name."""
    one = Provider()
    routes = [
        Route("/.well-known/openid-configuration", one.configuration),
        Route("/token", one.token, methods=["POST"]),
    ]
    async with serving(Starlette(routes=routes)) as served:
        one.url = await served.url("")
        async with open_desk(directory, oidc_issuer=one.url, oidc_client="console") as desk:
            yield desk, one


async def test_a_person_is_told_where_to_go_and_gets_the_token_for_a_code_and_its_verifier(
    tmp_path: Path,
) -> None:
    """Another verifier, as of who stole the code, gets nothing, and is not told why."""
    async with desk_with(tmp_path) as (desk, provider):
        place = (await desk.client.get("/api/v1/login")).json()["place"]
        assert place == {"authorize": f"{provider.url}/authorize", "client": "console", "scope": "openid"}
        asked = {"code": "c0de", "verifier": VERIFIER, "redirect": BACK}
        given = await desk.client.post("/api/v1/login", json=asked)
        assert given.json() == {"token": "a.b.c", "seconds": 300}
        assert given.headers["cache-control"] == "no-store"
        stolen = await desk.client.post("/api/v1/login", json={**asked, "verifier": "w" * 43})
        assert (stolen.status_code, "invalid_grant" in stolen.text) == (401, False)


async def test_an_id_token_counts_where_the_access_token_tells_nothing(tmp_path: Path) -> None:
    """Providers whose access tokens are for their own services alone give opaque ones."""
    async with desk_with(tmp_path) as (desk, provider):
        provider.access = "opaque"
        asked = {"code": "c0de", "verifier": VERIFIER, "redirect": BACK}
        given = await desk.client.post("/api/v1/login", json=asked)
        assert given.json()["token"] == "i.d.t"


async def test_no_code_goes_over_a_line_that_others_read(tmp_path: Path) -> None:
    """A provider whose configuration leads to plain HTTP is not asked."""
    async with desk_with(tmp_path) as (desk, provider):
        provider.token_endpoint = "http://idp.example/token"
        asked = {"code": "c0de", "verifier": VERIFIER, "redirect": BACK}
        assert (await desk.client.post("/api/v1/login", json=asked)).status_code == 503
    with pytest.raises(OidcSettingsError, match="https"):
        LoginProvider(LoginSettings(issuer="http://idp.example", client="console"))


async def test_where_nobody_can_log_in_a_token_alone_lets_in(desk: Desk) -> None:
    """No provider is asked, and no code is taken."""
    assert (await desk.client.get("/api/v1/login")).json() == {"place": None}
    asked = {"code": "c0de", "verifier": VERIFIER, "redirect": BACK}
    assert (await desk.client.post("/api/v1/login", json=asked)).status_code == 401


async def test_whoever_comes_back_from_a_provider_is_shown_the_console(tmp_path: Path) -> None:
    """Providers add parameters of their own to the address."""
    (tmp_path / "built").mkdir()
    (tmp_path / "built/index.html").write_text("<p>console</p>")
    async with open_desk(tmp_path, console=tmp_path / "built") as desk:
        back = "/?code=c&state=s&session_state=x&iss=https%3A%2F%2Fidp.example"
        assert (await desk.client.get(back, headers={"Accept": "text/html"})).text == "<p>console</p>"
