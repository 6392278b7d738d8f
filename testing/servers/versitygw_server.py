"""versitygw: a gateway that speaks S3 over a directory, and holds requests to the letter."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from shared.roots.remote.s3.client import S3Settings
from testing.servers.listening import free_port, listening
from testing.servers.unpacked import server_binary

KEYS: Final = "testing-keys"


@contextlib.contextmanager
def versitygw(work: Path) -> Iterator[S3Settings]:
    """Serve S3 for the block, from a directory below `work`, whose file system must keep attributes."""
    binary, port, files = server_binary("versitygw"), free_port(), work / "buckets"
    files.mkdir()
    environment = {**binary.environment, "ROOT_ACCESS_KEY": KEYS, "ROOT_SECRET_KEY": KEYS}
    command = (binary.path, "--port", f"127.0.0.1:{port}", "posix", str(files))
    with listening(command, port, environment):
        yield S3Settings(endpoint=f"http://127.0.0.1:{port}", access_key=KEYS, secret_key=KEYS)
