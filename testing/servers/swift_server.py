"""Swift's S3 (s3api), with one server of each kind on one directory: no copies, nothing for failures."""

import contextlib
import os
import pwd
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from shared.roots.remote.s3.client import S3Settings
from testing.servers.listening import free_port, listening
from testing.servers.unpacked import UNPACKED, server_binary, unpacked_environment

SECRET: Final = "testing"
KEYS: Final = "test:tester"
PYTHON: Final = "/usr/bin/python3"
"""The system's own, which its package is for."""

RUN: Final = """
import sys
from swift.common import utils
utils.SWIFT_CONF_FILE = sys.argv[1] + "/swift.conf"
from swift.common.wsgi import run_wsgi
sys.exit(run_wsgi(sys.argv[2], sys.argv[3]))
"""
"""A server with its configuration elsewhere than below /etc."""

RINGS: Final = """
import sys
from swift.common.ring import RingBuilder
for name, port in (word.split("=") for word in sys.argv[2:]):
    builder = RingBuilder(2, 1, 0)
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "d1",
        "weight": 1.0, "replication_ip": "127.0.0.1", "replication_port": int(port), "meta": ""})
    builder.rebalance()
    builder.get_ring().save(f"{sys.argv[1]}/{name}.ring.gz")
"""
"""What `swift-ring-builder` does in nine starts."""

FILTERS: Final = {
    "catch_errors": "",
    "gatekeeper": "",
    "memcache": "memcache_servers = 127.0.0.1:1\n",
    "listing_formats": "",
    "bulk": "",
    "s3api": "allow_multipart_uploads = true\ncheck_bucket_owner = false\ns3_acl = false\n",
    "tempauth": f"user_test_tester = {SECRET} .admin\n",
    "slo": "minimum_segment_size = 1\n",
}
"""Of the proxy, in their order. There is no cache: nobody listens at its address."""


@contextlib.contextmanager
def swift(work: Path) -> Iterator[S3Settings]:
    """Serve S3 for the block."""
    server_binary("swift-proxy-server")  # Skips, where it is not there.
    environment = {**unpacked_environment(), "PYTHONPATH": str(UNPACKED / "usr/lib/python3/dist-packages")}
    ports = {name: free_port() for name in ("account", "container", "object", "proxy")}
    (work / "devices" / "d1").mkdir(parents=True)
    (work / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = only\ndefault = yes\n"
    )
    with contextlib.ExitStack() as stack:
        _rings(work, ports, environment)
        for name, port in ports.items():
            configuration = _configuration(work, name, port)
            command = (PYTHON, "-c", RUN, str(work), str(configuration), f"{name}-server")
            stack.enter_context(listening(command, port, environment))
        yield S3Settings(endpoint=f"http://127.0.0.1:{ports['proxy']}", access_key=KEYS, secret_key=SECRET)


def _configuration(work: Path, name: str, port: int) -> Path:
    filters = FILTERS if name == "proxy" else {}
    sections = "".join(f"[filter:{one}]\nuse = egg:swift#{one}\n{more}" for one, more in filters.items())
    path = work / f"{name}-server.conf"
    path.write_text(
        f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nworkers = 0\nuser = {_user()}\n"
        f"swift_dir = {work}\ndevices = {work}/devices\nmount_check = false\n"
        f"[pipeline:main]\npipeline = {' '.join([*filters, f'{name}-server'])}\n"
        f"[app:{name}-server]\nuse = egg:swift#{name.removesuffix('-server')}\n"
        + ("account_autocreate = true\nallow_account_management = true\n" if name == "proxy" else "")
        + sections
    )
    return path


def _rings(work: Path, ports: Mapping[str, int], environment: Mapping[str, str]) -> None:
    """Write where each kind of thing lies: all of it at one server."""
    words = [f"{name}={port}" for name, port in ports.items() if name != "proxy"]
    made = (PYTHON, "-c", RINGS, str(work), *words)
    subprocess.run(made, check=True, env=dict(environment), capture_output=True)


def _user() -> str:
    return pwd.getpwuid(os.getuid()).pw_name
