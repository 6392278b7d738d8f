"""The server over TLS, with and without certificates of callers."""

import asyncio
import ssl

import httpx
import pytest
from fastapi import FastAPI, Request

from shared.web.connections.server import ServeError, Tls, serve_app
from tests.unit.shared.web.certificates import Authority
from tests.unit.shared.web.serving import Served


@pytest.fixture
def authority(tmp_path):
    """Who signs."""
    return Authority(tmp_path)


def application():
    """Return an application that says by what scheme it was asked."""
    app = FastAPI()

    @app.get("/scheme")
    async def scheme(request: Request) -> str:
        return request.url.scheme

    return app


async def answer(tls, context):
    """Serve over TLS, ask once with a client of this context; return what it said, None if unheard."""
    served = Served()
    async with asyncio.TaskGroup() as group:
        group.create_task(
            serve_app(
                application(),
                host="127.0.0.1",
                port=0,
                stop=served.stop,
                announce=served.announce,
                tls=tls,
            )
        )
        url = (await served.url("/scheme")).replace("http:", "https:")
        try:
            async with httpx.AsyncClient(verify=context) as client:
                return (await client.get(url)).json()
        except httpx.TransportError:
            return None
        finally:
            served.stop.set()


async def test_callers_are_answered_over_tls(authority):
    """Who trusts the authority is answered, and the application knows that nobody listens in."""
    tls = Tls(*authority.sign("server"))

    assert await answer(tls, ssl.create_default_context(cafile=authority.file)) == "https"
    assert await answer(tls, ssl.create_default_context()) is None


async def test_callers_without_a_certificate_are_not_heard(authority, tmp_path):
    """Where an authority of callers is set, its certificates alone come in."""
    tls = Tls(*authority.sign("server"), client_authority=authority.file)
    context = ssl.create_default_context(cafile=authority.file)
    assert await answer(tls, context) is None
    context.load_cert_chain(*Authority(tmp_path, "other").sign("stranger"))
    assert await answer(tls, context) is None
    context = ssl.create_default_context(cafile=authority.file)
    context.load_cert_chain(*authority.sign("caller"))

    assert await answer(tls, context) == "https"


async def test_a_certificate_that_cannot_be_read_stops_the_start(authority, tmp_path):
    """A missing or foreign key is said in one line, and nothing listens."""
    certificate, _ = authority.sign("server")
    _, other = authority.sign("other")
    for tls in (Tls(certificate, tmp_path / "missing"), Tls(certificate, other)):
        with pytest.raises(ServeError, match="certificate"):
            await serve_app(application(), host="127.0.0.1", port=0, stop=asyncio.Event(), tls=tls)
