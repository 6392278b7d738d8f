"""Callers of a satellites process: over TLS with a secret or a certificate, and by loopback without."""

import json
import ssl

import httpx
import pytest

from tests.integration.satellites.satellites_process import (
    PATIENCE,
    Night,
    folder_source,
    free_port,
    running,
    sky,
)
from tests.unit.shared.web.certificates import Authority

SECRET = "correct-horse-battery"
OPERATORS = ("/healthz", "/readyz", "/status", "/metrics")
FROM_ELSEWHERE = {"X-Forwarded-For": "192.0.2.7"}
"""Makes a caller on this host one who came through a proxy: it is not excepted any more."""


async def test_the_deployed_client_needs_nothing_but_an_address_with_a_secret(tmp_path):
    """With the secret in its base address the client is answered over TLS; without it nothing is said."""
    folder = tmp_path / "folder"
    folder.mkdir()
    records = sky(300)
    (folder / "a.json").write_text(json.dumps(records))
    night, authority, port = Night(records), Authority(tmp_path), free_port()
    certificate, key = authority.sign("server")
    (tmp_path / "callers").write_text(f"{SECRET}\n")
    (tmp_path / "callers").chmod(0o600)
    environment = {
        "SPICERACK_TLS_HOST": "127.0.0.1",
        "SPICERACK_TLS_PORT": str(port),
        "SPICERACK_TLS_CERTIFICATE_FILE": str(certificate),
        "SPICERACK_TLS_KEY_FILE": str(key),
        "SPICERACK_CALLERS_FILE": str(tmp_path / "callers"),
    }
    context = ssl.create_default_context(cafile=authority.file)
    async with (
        running(tmp_path / "home", folder_source(folder), **environment) as one,
        httpx.AsyncClient(verify=context, headers=FROM_ELSEWHERE, timeout=PATIENCE) as client,
    ):
        await one.ready()
        base = f"https://anybody:{SECRET}@127.0.0.1:{port}"
        for address in (f"https://127.0.0.1:{port}", f"https://anybody:wrong@127.0.0.1:{port}"):
            refused = await client.put(f"{address}/visit_cache", json=night.visit(1))
            assert (refused.status_code, SECRET in refused.text) == (401, False)
        plain = await client.put(f"{one.client.base_url}/visit_cache", json=night.visit(1))
        assert plain.status_code == 401
        assert (await client.put(f"{base}/visit_cache", json=night.visit(1))).status_code == 200
        answer = await client.put(f"{base}/diasource_allow_list", json=night.question(1))
        assert answer.json()["allow_list"] == night.right
        assert (await one.ask("PUT", "/diasource_allow_list", night.question(1))).status_code == 200
        for path in OPERATORS:
            assert (await client.get(f"{base}{path}")).status_code == 404, "not at the door of callers"
            assert (await client.get(f"{one.client.base_url}{path}")).status_code == 404, "nor by a proxy"
            assert (await one.ask("GET", path)).status_code == 200
        assert "process_" not in one.answers[-1]
        assert SECRET not in await one.end()


async def test_callers_show_a_certificate_of_the_authority_that_is_set(tmp_path):
    """Without one, or with one of another authority, nobody is answered; both are counted and logged."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "other").mkdir()
    authority, port = Authority(tmp_path), free_port()
    certificate, key = authority.sign("server")
    strangers = {
        "no-certificate": None,
        "stranger": Authority(tmp_path / "other", "other").sign("caller"),
    }
    environment = {
        "SPICERACK_TLS_HOST": "127.0.0.1",
        "SPICERACK_TLS_PORT": str(port),
        "SPICERACK_TLS_CERTIFICATE_FILE": str(certificate),
        "SPICERACK_TLS_KEY_FILE": str(key),
        "SPICERACK_CLIENT_AUTHORITY_FILE": str(authority.file),
    }
    address = f"https://127.0.0.1:{port}/visit_cache"
    async with running(tmp_path / "home", folder_source(tmp_path / "folder"), **environment) as one:
        await one.until("/healthz", lambda response: response.status_code == 200)
        assert (await asked(address, authority, authority.sign("caller"))).status_code == 400
        for shown in strangers.values():
            with pytest.raises(httpx.TransportError):
                await asked(address, authority, shown)
        with pytest.raises(httpx.TransportError):
            await asked(address.replace("https", "http"), authority, None)
        figures = (await one.ask("GET", "/metrics")).text
        for why in (*strangers, "no-tls"):
            assert f'spicerack_satellites_handshakes_refused_total{{reason="{why}"}} 1.0' in figures
        lines = await one.end()
    assert lines.count("handshakes refused: 1. caller: ") == 3


async def asked(address, authority, shown):
    """Return the answer to a request out of form, by a caller that shows a certificate or none."""
    context = ssl.create_default_context(cafile=authority.file)
    if shown is not None:
        context.load_cert_chain(*shown)
    async with httpx.AsyncClient(verify=context, headers=FROM_ELSEWHERE, timeout=PATIENCE) as client:
        return await client.put(address, json={})
