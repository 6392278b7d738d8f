"""Moto's S3: a store in the memory of a process of its own."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.roots.remote.s3.client import S3Settings
from testing.servers.listening import free_port, listening

KEYS = "testing"
"""Moto takes any."""


@contextlib.contextmanager
def moto_server(*, keys_of_a_page: int = 1000) -> Iterator[S3Settings]:
    """Serve S3 for the block; shorter pages than Amazon's spare a test a thousand keys."""
    program, port = Path(sys.executable).with_name("moto_server"), free_port()
    if not program.exists():
        pytest.skip("S3 IS NOT TESTED WITH MOTO: it is not installed")
    settings = {"MOTO_S3_DEFAULT_MAX_KEYS": str(keys_of_a_page)}
    with listening((str(program), "-H", "127.0.0.1", "-p", str(port)), port, settings):
        yield S3Settings(endpoint=f"http://127.0.0.1:{port}", access_key=KEYS, secret_key=KEYS)
