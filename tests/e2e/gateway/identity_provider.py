"""An identity provider on loopback, with a page where people say who they are. No test module.

It knows one public client, asks for a proof (RFC 7636), and gives access tokens that are JWTs (RFC 9068), as
Keycloak does. oidc-provider-mock, which other tests use, has neither public clients nor proofs.
"""

import base64
import hashlib
import html
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "console"
AUDIENCE = "rack"
MINUTES = 5

PAGE = """<!doctype html><title>Log in</title><form method=post>
<label>Name <input name=name></label> <button>Log in</button> <button name=deny value=1>Deny</button></form>
<p>for {client}</p>"""


@dataclass(slots=True)
class IdentityProvider:
    """People are in the groups that this says; nobody is asked for a password."""

    groups: dict[str, list[str]]
    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Who each is for, and the challenge of who asked."""

    def application(self) -> Starlette:
        """Return what is served."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.configuration),
                Route("/jwks", self.keys),
                Route("/authorize", self.page, methods=["GET"]),
                Route("/authorize", self.decide, methods=["POST"]),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    async def configuration(self, _: Request) -> JSONResponse:
        """Tell where things are."""
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return JSONResponse(
            {"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in places.items()}}
        )

    async def keys(self, _: Request) -> JSONResponse:
        """Tell the public key."""
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def page(self, request: Request) -> HTMLResponse:
        """Ask who it is."""
        return HTMLResponse(PAGE.format(client=html.escape(request.query_params["client_id"])))

    async def decide(self, request: Request) -> RedirectResponse:
        """Go back with a code, or with the error of who said no (RFC 6749, section 4.1.2)."""
        form, asked = _fields(await request.body()), request.query_params
        if "deny" in form:
            found = {"error": "access_denied"}
        else:
            found = {"code": secrets.token_urlsafe(16)}
            self.codes[found["code"]] = (form["name"], asked["code_challenge"])
        back = urlencode({**found, "state": asked["state"], "iss": self.url})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=303)

    async def token(self, request: Request) -> Response:
        """Give a token for a code, once, to who has its verifier."""
        form = _fields(await request.body())
        name, challenge = self.codes.pop(form["code"], ("", ""))
        shown = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if not name or form["client_id"] != CLIENT or shown.rstrip(b"=").decode() != challenge:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        claims = {"iss": self.url, "aud": AUDIENCE, "sub": name, "exp": int(time.time()) + 60 * MINUTES}
        header = {"alg": "RS256", "kid": "one", "typ": "at+jwt"}
        access = jwt.encode(header, {**claims, "groups": self.groups.get(name, [])}, self.key)
        return JSONResponse({"access_token": access, "token_type": "Bearer", "expires_in": 60 * MINUTES})


def _fields(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}
