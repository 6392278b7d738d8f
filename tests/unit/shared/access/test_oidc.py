"""Access tokens of an identity provider: whom they let in, and whom not."""

import asyncio
import base64
import hmac
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.access.jwks import REFETCH_AFTER, OidcSettingsError, ProviderKeys
from shared.access.oidc import Mapped, OidcRules, name_of, parse_mapped, read_session, values_of
from shared.access.settings import OidcSettings
from shared.model.scope import Scope
from shared.web.problem import UnauthenticatedError
from tests.unit.shared.access.doors import START, Time, shelf_of
from tests.unit.shared.web.serving import serving

RULES = OidcRules(
    issuer="https://idp.example.org",
    audience="rack",
    claim="groups",
    mapped=(Mapped(value="staff", scope=Scope.WRITE, prefix="open"), Mapped(value="all", scope=Scope.READ)),
)
CLAIMS = {
    "iss": RULES.issuer,
    "aud": "rack",
    "sub": "ada",
    "exp": int(START.timestamp()) + 60,
    "groups": ["all"],
}

RSA = RSAKey.generate_key(2048, {"kid": "one"})
EC = ECKey.generate_key("P-256", {"kid": "two"})


class Kept:
    """Keys at hand."""

    def __init__(self, *keys) -> None:
        self.all = keys
        self.asked = 0

    async def keys(self):
        """Return them."""
        return self.all

    async def newer(self):
        """Return them, and count."""
        self.asked += 1
        return self.all


def signed(key=RSA, *, alg: str = "RS256", kid: str | None = "one", **claims) -> str:
    """Return a token."""
    header = {"alg": alg, **({"kid": kid} if kid else {})}
    told = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode(header, told, key, algorithms=[alg])


async def session(text: str, *keys):
    """Judge a token."""
    return await read_session(text, rules=RULES, keys=Kept(*(keys or (RSA, EC))), collection="c", now=START)


async def test_a_good_token_gives_what_its_groups_are_mapped_to() -> None:
    """Scope and place by the settings; its groups count for rules of visibility."""
    found = await session(signed(groups=["staff", "others"]))
    (grant,) = found.identity.grants
    assert (grant.collection, grant.prefixes, Scope.WRITE in grant.scopes) == ("c", ("open",), True)
    assert found.identity.groups == {"staff", "others"}
    assert found.ends - START == timedelta(seconds=90)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": None},
        {"exp": int(START.timestamp()) - 60},
        {"exp": "soon"},
        {"exp": 10**30},
        {"iss": None},
        {"iss": "https://evil.example.org"},
        {"aud": None},
        {"aud": "another"},
        {"nbf": int(START.timestamp()) + 600},
    ],
)
async def test_a_token_that_lacks_a_claim_or_has_another_is_refused(claims) -> None:
    """Time, issuer and audience are essential."""
    with pytest.raises(UnauthenticatedError):
        await session(signed(**claims))


def confused() -> str:
    """Return a token whose shared secret is the public key, which everybody has."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=")
    body = head + b"." + signed().split(".")[1].encode()
    mac = hmac.digest(RSA.as_pem(private=False), body, "sha256")
    return (body + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


async def test_signatures_of_others_are_refused() -> None:
    """Another key, a shared secret made of the public key, no signature, another kind of key."""
    stranger = RSAKey.generate_key(2048, {"kid": "one"})
    bad = [
        signed(stranger),
        confused(),
        signed(EC, alg="ES256", kid="one"),
        signed()[:-4] + "AAAA",
        "eyJhbGciOiJub25lIn0." + signed().split(".")[1] + ".",
        "a.b.c",
        "..",
    ]
    for text in bad:
        with pytest.raises(UnauthenticatedError):
            await session(text)


async def test_a_token_without_a_key_id_is_tried_with_each_fitting_key() -> None:
    """Also where the set has several keys, of several kinds."""
    other = RSAKey.generate_key(2048, {"kid": "three"})
    assert await session(signed(kid=None), EC, other, RSA)
    assert await session(signed(EC, alg="ES256", kid=None), RSA, EC)


def test_claims_may_lie_deep_or_be_a_text() -> None:
    """As Keycloak has roles, and OAuth scopes; what is out of form names nothing."""
    claims = {"realm_access": {"roles": ["a", 7, "b"]}, "scope": "x y", "a.b": ["z"]}
    assert values_of(claims, "realm_access.roles") == ("a", "b")
    assert values_of(claims, "scope") == ("x", "y")
    assert values_of(claims, "a.b") == ("z",)
    assert values_of(claims, "scope.roles.none") == ()


def test_the_setting_of_grants_is_read() -> None:
    """What is out of form names the setting."""
    assert parse_mapped("staff=write:open/, all=read") == RULES.mapped
    for text in ("staff", "=read", "staff=root", "staff=read:../x"):
        with pytest.raises(OidcSettingsError, match="SPICERACK_OIDC_GRANTS"):
            parse_mapped(text)


class Provider:
    """An identity provider on loopback: it tells its keys, and counts who asks."""

    def __init__(self) -> None:
        self.keys = [RSA]
        self.asked = 0
        self.url = ""
        self.issuer = ""

    async def configuration(self, _: Request) -> JSONResponse:
        """Tell where the keys are."""
        return JSONResponse({"issuer": self.issuer, "jwks_uri": f"{self.url}/keys"})

    async def tell_keys(self, _: Request) -> JSONResponse:
        """Tell the keys."""
        self.asked += 1
        return JSONResponse(KeySet(self.keys).as_dict(private=False))


@asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    """Run one for the block."""
    one = Provider()
    routes = [
        Route("/.well-known/openid-configuration", one.configuration),
        Route("/keys", one.tell_keys),
    ]
    async with serving(Starlette(routes=routes)) as served:
        one.url = one.issuer = await served.url("")
        yield one


async def test_new_keys_of_the_provider_are_fetched_but_not_for_every_stranger() -> None:
    """A rotation is followed; tokens of unknown keys ask at most once a minute; old keys go in time."""
    time = Time()
    async with provider() as idp:
        keys = ProviderKeys(idp.issuer, monotonic=time.monotonic)
        assert [key.kid for key in await keys.keys()] == ["one"]
        for _ in range(50):
            await keys.newer()
        assert idp.asked == 1
        idp.keys = [EC]
        time.passed = REFETCH_AFTER + 1
        assert [key.kid for key in await keys.newer()] == ["two"]
        idp.keys = []
        time.passed += 601
        assert [key.kid for key in await keys.keys()] == ["two"]  # An answer without keys is none.
        idp.keys = [RSA]
        time.passed += 601
        assert [key.kid for key in await keys.keys()] == ["one"]


async def test_a_provider_of_another_name_is_not_believed() -> None:
    """The configuration has to name the issuer that the settings name."""
    async with provider() as idp:
        idp.issuer = "https://evil.example.org"
        keys = ProviderKeys(idp.url, monotonic=Time().monotonic)
        with pytest.raises(Exception, match="does not tell its keys"):
            await keys.keys()


def test_a_provider_over_plain_http_is_refused() -> None:
    """Whoever is on the way could make keys."""
    with pytest.raises(OidcSettingsError, match="https"):
        ProviderKeys("http://idp.example.org", monotonic=Time().monotonic)


async def test_the_door_lets_in_whom_the_provider_knows() -> None:
    """With the rights of their groups, until the token ends."""
    async with provider() as idp:
        oidc = OidcSettings(issuer=idp.issuer, audience="rack", claim="groups", grants="all=read:open")
        async with shelf_of(oidc=oidc) as shelf:
            token = signed(iss=idp.issuer)
            answer = await shelf.ask("GET", "/api/v1/collections/c/files", token)
            assert answer.json() == ["open/a.bsp", "open/b.tf"]
            nobody = signed(iss=idp.issuer, groups=["others"])
            assert await shelf.status("GET", "/api/v1/collections/c/files", nobody) == 403
            shelf.time.passed = 120
            assert await shelf.status("GET", "/api/v1/collections/c/files", token) == 401


@pytest.fixture
def mock_provider() -> Iterator[str]:
    """Run oidc-provider-mock; return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield f"http://localhost:{port}"
        process.terminate()


async def test_keys_of_a_real_provider_are_read(mock_provider: str) -> None:
    """Of oidc-provider-mock, by its configuration: one RSA key that has signed its ID tokens."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(200):
            try:
                told = (await client.get(f"{mock_provider}/.well-known/openid-configuration")).json()
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)  # It says nowhere when it is up.
    keys = ProviderKeys(told["issuer"], jwks_url=told["jwks_uri"], monotonic=Time().monotonic)
    found = await keys.keys()
    assert [key.key_type for key in found] == ["RSA"]
    assert json.loads(json.dumps(found[0].as_dict(private=False)))["kty"] == "RSA"


async def test_why_a_token_does_not_count_is_for_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    """Who set the wrong audience sees it there; who made the token is told the same as for a wrong key."""
    told = []
    for text in (signed(aud="other"), signed(RSAKey.generate_key(2048, {"kid": "one"}))):
        with pytest.raises(UnauthenticatedError) as refused:
            await session(text)
        told.append(str(refused.value))
    assert told[0] == told[1]
    causes = [record.getMessage() for record in caplog.records]
    assert "aud" in causes[0] and "no key of the provider" in causes[1]


@pytest.mark.parametrize(
    "claims",
    [{"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": ["ada"]}],
    ids=["none", "empty", "number", "list"],
)
async def test_a_token_of_nobody_is_refused(claims) -> None:
    """All such callers would be one."""
    with pytest.raises(UnauthenticatedError):
        await session(signed(**claims))


def test_subjects_are_told_apart_whatever_their_length() -> None:
    """Pairwise subjects and distinguished names are long; a name is a line of a list."""
    assert name_of("ada", RULES.issuer) == f"ada of {RULES.issuer}"
    names = [name_of("x" * 100 + one, RULES.issuer) for one in ("alice", "bob")] + [
        name_of("a\nb", RULES.issuer)
    ]
    assert len(set(names)) == 3 and all(len(one) <= 100 and one.isprintable() for one in names)


async def test_every_group_of_a_token_counts() -> None:
    """Directories of institutes have hundreds."""
    found = await session(signed(groups=[*(f"group-{number}" for number in range(200)), "staff"]))
    assert len(found.identity.grants) == 1
    assert len(found.identity.groups) == 201


async def test_links_of_a_session_are_short() -> None:
    """They outlast it, and nobody hears when the provider withdraws it; many groups do not hinder them."""
    async with provider() as idp:
        oidc = OidcSettings(issuer=idp.issuer, audience="rack", claim="groups", grants="all=read:open")
        async with shelf_of(oidc=oidc) as shelf:
            token = signed(iss=idp.issuer, groups=["all", *(f"group-{number}" for number in range(200))])
            where, asked = "/api/v1/collections/c/links", {"paths": ["open"], "seconds": 86400}
            assert await shelf.status("POST", where, token, json=asked) == 201
            longer = await shelf.ask("POST", where, token, json={**asked, "seconds": 86401})
            assert (longer.status_code, "SPICERACK_OIDC_LINK_HOURS" in longer.text) == (422, True)
            own = await shelf.token(Scope.READ)
            assert await shelf.status("POST", where, own.token, json={**asked, "seconds": 86401}) == 201
