"""Buckets of stores that refuse a request to compare: Swift, and moto made to answer as it does."""

from itertools import count
from pathlib import Path

import pytest
from blake3 import blake3
from botocore.awsrequest import AWSResponse

from shared.roots.port import Refusal
from shared.roots.remote.s3.client import make_client, parse_bucket
from shared.roots.remote.s3.probe import probe
from shared.roots.remote.s3.root import S3Root
from testing.roots.conformance import RootConformance, bytes_of, only, placed, put
from testing.roots.store_conformance import StoreConformance
from testing.servers.moto_server import moto_server
from testing.servers.swift_server import swift
from tests.unit.shared.roots.remote.test_s3 import S3Bench, opened

CONDITIONS = ("If-Match", "If-None-Match")
WORDS = b"<Error><Code>NotImplemented</Code><Message>Not supported.</Message></Error>"


class Answer:
    """The bytes of an answer that no server sent."""

    def stream(self) -> tuple[bytes]:
        return (WORDS,)


def refuse_conditions(request, **_):
    """Answer as a store that compares nothing before it writes; None sends the request on."""
    if request.method in ("PUT", "POST", "DELETE") and any(name in request.headers for name in CONDITIONS):
        return AWSResponse(request.url, 501, {"content-type": "application/xml"}, Answer())
    return None


@pytest.fixture
def root():
    """A bucket of a store that refuses conditions."""
    with moto_server() as settings:
        client = make_client(settings)
        client.create_bucket(Bucket="refusing")
        client.meta.events.register("before-send.s3", refuse_conditions)
        numbers, bucket = count(1), parse_bucket("s3://refusing/deep")
        found = probe(client, bucket, new_id=lambda: f"{next(numbers):032x}")
        with S3Root(client, bucket, found=found) as root:
            yield root


def test_a_store_that_refuses_conditions_is_used_and_compares_nothing(root):
    """It was called unreachable; what stands there is compared before, as at any server that cannot."""
    assert not root.strengths.compares
    version = placed(root, "f", b"one")
    assert only(list(root.publish([put("f", b"two")]))).refusal is Refusal.CHANGED
    assert only(list(root.publish([put("f", b"two", prior=version)]))).refusal is None
    assert bytes_of(root, "f") == b"two"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Swift."""
    with swift(Path(tmp_path_factory.mktemp("swift"))) as settings:
        yield settings


@pytest.mark.slow
class TestSwift(RootConformance, StoreConformance):
    """The suite, at a store of production."""

    @pytest.fixture
    def bench(self, store, request):
        """A bucket of its own for each test."""
        client = make_client(store)
        bucket = f"test-{blake3(request.node.nodeid.encode()).hexdigest(length=8)}"
        client.create_bucket(Bucket=bucket)
        with opened(store, bucket) as root:
            yield S3Bench(store, client, bucket, root)
        client.close()
