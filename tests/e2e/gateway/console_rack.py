"""The rack that the console is shown with: all services, failed work, names of strangers. No test module."""

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import numpy as np
from astropy.io import fits

from testing.postgres.servers import fresh_database, postgres_missing, running_postgres
from tests.e2e.harness import Rack, eventually, write
from tests.e2e.kernels.descriptions import described
from tests.integration.archive.ocs.test_ocs_ingester import HEADERS
from tests.integration.satellites.satellites_process import folder_source, sky
from tests.kernels.made import made

OBJECTS = 300
"""Of the made-up sky: what the page of satellites may tell of it is how many there are."""

MARK = {"SpiceRack-Request": "1"}
ODD = ('"><img src=x onerror="window.ran=1"> <b>.txt', "a b#c?d%2e.txt", "\u202ecsb.exe.txt")
SCRIPT = "<script>window.ran=1</script>"

STEP = f"""
import json, sys
given = json.load(sys.stdin)
print("{SCRIPT}", file=sys.stderr)
sys.exit(3) if given["n"] < 0 else print(json.dumps(given))
"""

TASK = {"Type": "Task", "Resource": "spicerack:command/check"}
DEFINITION = {
    "StartAt": "Check",
    "States": {
        "Check": {**TASK, "Parameters": {"input.$": "$"}, "Next": "Break"},
        "Break": {**TASK, "Parameters": {"input": {"n": -1}}, "Next": "Done"},
        "Done": {"Type": "Succeed"},
    },
}


@contextmanager
def console_rack(directory: Path) -> Iterator[Rack]:
    """Yield two sites that are in sync; an archive is among their services where there is a PostgreSQL."""
    extras, settings = ["describer", "spice", "workflow", "runner", "acquirer", "satellites"], {}
    with ExitStack() as stack:
        provider = stack.enter_context(_provider(directory))
        settings["SPICERACK_ACQUIRER_FILE"] = _acquirer_file(directory, provider)
        settings["SPICERACK_RUNNER_FILE"] = _runner_file(directory)
        settings["SPICERACK_SETTINGS_FILE"] = _satellites_file(directory)
        if not postgres_missing():
            server = stack.enter_context(running_postgres())
            settings["SPICERACK_DATABASE_URL"] = stack.enter_context(fresh_database(server))
            extras.insert(0, "archive")
        rack = Rack(directory, "a", "b", processes=False, gateways=True, extras=extras, settings=settings)
        _fill(rack["a"])
        with rack.running():
            described(rack, ["spk/craft_v1.bsp", "lsk/naif9.tls"])
            _fail_once(rack)
            rack.synced()
            yield rack
        assert rack.tracebacks() == []


def acquiring(rack: Rack) -> str:
    """Return the site whose acquirer asks the provider, once it has told of the granule that is broken."""
    found: list[str] = []

    def told() -> bool:
        for site in rack.names:
            answer = httpx.get(f"{rack.gateway_of(site)}/api/v1/granules", trust_env=False, timeout=30)
            if any(one["blame"] for one in answer.json().get("results", ())):
                found.append(site)
        return bool(found)

    eventually(told, what="a granule is told to be broken", pause=0.5)
    return found[0]


def _fill(root: Path) -> None:
    write(root / "spk/craft_v1.bsp", made("craft_v1.bsp"))
    write(root / "lsk/naif9.tls", made("naif9.tls"))
    write(root / "odd/plain.tf", "KPL/FK\n\n\\begintext\nNothing.\n")
    for name in ODD:
        write(root / "odd" / name, f"{SCRIPT}\n")
    (root / "fits").mkdir()
    for name, target in (("andromeda", "M 31"), ("hostile", SCRIPT)):
        header = fits.Header({**HEADERS, "OBJECT": target})
        fits.PrimaryHDU(np.zeros((100, 100), "i2"), header=header).writeto(root / "fits" / f"{name}.fits")


@contextmanager
def _provider(directory: Path) -> Iterator[str]:
    """Serve a file whose checksum is another one's, and one with a name that would be a script."""
    files = directory / "provider/pub/2026"
    write(files / "bad.tls", "KPL/LSK\n")
    write(files / "bad.tls.md5", f"{'0' * 32}  bad.tls\n")
    write(files / "<img src=x onerror=window.ran=1>.tls", "KPL/LSK\n")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(directory / "provider"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def _acquirer_file(directory: Path, url: str) -> str:
    feed = "provider = 'agency'\npath = 'pub/\\d{4}/.*\\.tls'\ninto = 'got'\n"
    pace = "every_seconds = 1\nquiet_seconds = 1\n"
    write(directory / "acquirer.toml", f"[providers.agency]\nurl = '{url}'\n\n[feeds.kernels]\n{feed}{pace}")
    return str(directory / "acquirer.toml")


def _runner_file(directory: Path) -> str:
    write(directory / "step.py", STEP)
    argv = json.dumps(["/usr/bin/env", "python3", str(directory / "step.py")])
    write(directory / "runner.toml", f"[commands.check]\nargv = {argv}\n")
    return str(directory / "runner.toml")


def _satellites_file(directory: Path) -> str:
    """Return the settings of a source with made-up element sets."""
    write(directory / "orbits/sky.json", json.dumps(sky(OBJECTS)))
    write(directory / "satellites.toml", folder_source(directory / "orbits"))
    return str(directory / "satellites.toml")


def _fail_once(rack: Rack) -> None:
    """Have an execution fail in its second step."""
    address = rack.spicerack("url", "workflow").stdout.split()[-1]
    with httpx.Client(base_url=f"{address}/api/v1/", headers=MARK, timeout=60, trust_env=False) as client:
        client.put("workflows/inspect", json=DEFINITION).raise_for_status()
        begun = {"input": {"n": 1}, "name": "hostile <b>"}
        client.post("workflows/inspect/executions", json=begun).raise_for_status()

        def failed() -> bool:
            rows = client.get("executions").json()["results"]
            return [one["status"] for one in rows] == ["failed"]

        eventually(failed, what="the execution fails", pause=0.5)
