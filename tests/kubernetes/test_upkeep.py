"""What operators do to a rack of production: a lost volume of the bus, a restore, and what is rotated."""

import base64
import json
from subprocess import CalledProcessError

import pytest

from testing.kubernetes.authority import Authority
from tests.kubernetes.harness import NAMESPACE, PATIENCE, eventually
from tests.kubernetes.person import Person
from tests.kubernetes.production import SERVER_NAMES, SITES, first_admin, operator

SERVERS = ("nats-0", "nats-1", "nats-2")
RELOAD = ("nats-server", "--signal", "reload=/var/run/nats/nats.pid")
OVER_THE_BUS = ("--nats", "tls://nats:4222")


def streams(rack, server):
    """Return how many messages a server of the bus has of each stream."""
    path = f"/api/v1/namespaces/{NAMESPACE}/pods/{server}:8222/proxy/jsz?streams=true"
    told = json.loads(rack.kubectl("get", "--raw", path))
    details = [one for account in told.get("account_details", ()) for one in account["stream_detail"]]
    return {one["name"]: one["state"]["messages"] for one in details}


def lose(rack, *servers):
    """Take the volumes of servers away, and the servers with them: each comes back with an empty one."""
    rack.ask("delete", "pvc", "--wait=false", *(f"data-{one}" for one in servers))
    rack.ask("delete", "pod", *servers)


def test_a_server_of_the_bus_that_lost_its_volume_is_filled_again(production, person):
    """It has every stream again, and then another may go: two of three decide."""
    production.write(SITES[0], "kept.txt", b"decided before")
    production.everywhere(SITES, "kept.txt", b"decided before")
    lose(production, "nats-2")
    production.wait()
    eventually(
        lambda: streams(production, "nats-2").get("LOG") == streams(production, "nats-1")["LOG"], what="LOG"
    )

    production.ask("delete", "pod", "--wait=false", "nats-0")
    production.write(SITES[1], "decided.txt", b"decided by the one that was empty, too")
    production.everywhere(SITES, "decided.txt", b"decided by the one that was empty, too")
    production.wait()
    assert production.restarts() == {}


def test_a_certificate_of_the_bus_is_replaced_while_all_goes_on(production, person, secrets):
    """Servers show the new one once they are told to read it; nobody is cut off."""
    signed = Authority(secrets / "next", "ca")
    old = (secrets / "tls" / "ca.crt").read_bytes()
    leaf = signed.sign("tls", "nats", hosts=SERVER_NAMES)
    both = signed.own.certificate.read_bytes() + old
    replace(production, "nats-tls", {"ca.crt": both})
    told(production, "ca.crt", both)
    reload(production)
    shown = leaf.certificate.read_bytes()
    replace(production, "nats-tls", {"tls.crt": shown, "tls.key": leaf.key.read_bytes()})
    told(production, "tls.crt", shown)
    reload(production)

    (secrets / "tls" / "ca.crt").write_bytes(both)
    by_the_new = {"SPICERACK_NATS_CA_FILE": str(signed.own.certificate)}
    assert "first" in operator(production, secrets, **by_the_new).type("token", "list", *OVER_THE_BUS)
    production.write(SITES[0], "sealed.txt", b"over the new certificate")
    production.everywhere(SITES, "sealed.txt", b"over the new certificate")
    assert production.restarts() == {}


def reload(rack):
    """Have each server of the bus read its files again."""
    for server in SERVERS:
        rack.ask("exec", server, "--", *RELOAD)


def replace(rack, secret, parts):
    """Replace parts of a Secret."""
    encoded = {name: base64.b64encode(content).decode() for name, content in parts.items()}
    rack.ask("patch", "secret", secret, "--patch", json.dumps({"data": encoded}))


def told(rack, name, content):
    """Wait until the file of every server is the new one: a kubelet looks once a minute."""

    def has(server):
        return rack.ask("exec", server, "--", "cat", f"/etc/nats-tls/{name}").encode() == content

    for server in SERVERS:
        eventually(lambda server=server: has(server), what=f"{server} has the new {name}")


def test_a_token_is_replaced_by_another(production, person, secrets):
    """The one that is revoked lets nobody in any more."""
    at = {"SPICERACK_URL": f"http://{SITES[0]}-manager:8080"}
    made = Person(production, secrets, **person.settings, **at)
    text = made.type("token", "create", "--name", "second", "--scope", "admin", "--collection", "*").strip()
    second = Person(production, secrets, SPICERACK_TOKEN=text, **at)
    first = next(one for one in json.loads(second.type("token", "list", "--json")) if one["name"] == "first")
    eventually(lambda: second.sees(SITES[1], "kept.txt"), what="the second is known everywhere")
    second.type("token", "revoke", first["id"])

    eventually(lambda: not person.sees(SITES[1], "kept.txt"), what="the first is refused")
    with pytest.raises(CalledProcessError):
        made.type("token", "list")
    assert second.sees(SITES[1], "kept.txt")


def test_a_backup_is_restored_into_an_empty_bus(production, secrets):
    """All servers lose their volumes: the Job brings the log back, and sites that run go on from it.

    Tokens are in no backup: the operator makes new ones.
    """
    production.ask("create", "job", "taken", "--from=cronjob/backup")
    production.ask("wait", "--for=condition=Complete", "job/taken", f"--timeout={PATIENCE}s")
    production.ask("scale", "deployment/orchestrator", "--replicas=0")
    lose(production, *SERVERS)
    production.ask("rollout", "status", "statefulset/nats", f"--timeout={PATIENCE}s")
    production.ask("create", "job", "brought-back", "--from=cronjob/restore")
    production.ask("wait", "--for=condition=Complete", "job/brought-back", f"--timeout={PATIENCE}s")
    production.ask("scale", "deployment/orchestrator", "--replicas=1")
    production.wait()

    production.write(SITES[1], "restored.txt", b"written after the restore")
    production.everywhere(SITES, "restored.txt", b"written after the restore")
    assert (production.files(SITES[0]) / "kept.txt").read_bytes() == b"decided before"
    assert first_admin(production, secrets).sees(SITES[0], "kept.txt")
