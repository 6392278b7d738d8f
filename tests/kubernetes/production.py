"""What a person makes before `production` is applied: users, certificates, foreign definitions."""

import subprocess
import sys
from pathlib import Path

from testing.kubernetes.authority import Authority
from testing.kubernetes.definitions import definitions
from tests.kubernetes.harness import NAMESPACE, Rack
from tests.kubernetes.person import Person

SITES = ("archive", "operations")
USERS = ("operator", "orchestrator", *(f"site-{site}" for site in SITES))
SERVER_NAMES = ("nats", f"nats.{NAMESPACE}.svc", "*.nats-headless")


def prepare(rack: Rack, overlay: Path, place: Path) -> None:
    """Do as docs/operations.md says, in its order; what is secret stays in `place`."""
    for one in definitions():
        rack.kubectl("create", "--filename", str(one))
    rack.kubectl("apply", "--filename", str(overlay / "namespace.yaml"))
    _users(rack, place / "nats-access")
    _certificate(rack, place / "tls")


def operator(rack: Rack, place: Path, **settings: str) -> Person:
    """Return who may say everything on the bus itself."""
    lines = (place / "nats-access" / "operator.env").read_text().splitlines()
    user = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return Person(rack, place, **user, **{"SPICERACK_NATS_CA_FILE": f"{place}/tls/ca.crt", **settings})


def first_admin(rack: Rack, place: Path) -> Person:
    """Have the operator make the first token, over the bus; return who holds it."""
    made = operator(rack, place).type(
        *("token", "create", "--nats", "tls://nats:4222"),
        *("--name", "first", "--scope", "admin", "--collection", "*"),
    )
    return Person(rack, place, SPICERACK_TOKEN=made.strip())


def _users(rack: Rack, place: Path) -> None:
    sites = [word for site in SITES for word in ("--site", site)]
    subprocess.run([sys.executable, "-m", "spicerack", "access", str(place), *sites], check=True)
    _secret(rack, "nats-users", f"--from-file={place}/users.conf")
    for user in USERS:
        _secret(rack, f"nats-{user}", f"--from-env-file={place}/{user}.env")


def _certificate(rack: Rack, place: Path) -> None:
    authority = Authority(place, "ca")
    signed = authority.sign("tls", "nats", hosts=SERVER_NAMES)
    files = (authority.own.certificate, signed.certificate, signed.key)
    _secret(rack, "nats-tls", *(f"--from-file={file}" for file in files))


def _secret(rack: Rack, name: str, *sources: str) -> None:
    rack.ask("create", "secret", "generic", name, *sources)
