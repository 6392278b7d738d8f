"""Buckets as providers, on a store that speaks S3."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.acquirer.feeds.read_file import AcquirerFileError, read_acquirer_file
from services.acquirer.sources.pool import SourcePool
from services.acquirer.sources.s3.source import BucketSource
from services.acquirer.state.rows import Status
from shared.roots.errors import MissingError
from shared.roots.port import Stat
from shared.roots.remote.address import Credentials
from shared.roots.remote.s3.client import S3Client, S3Settings, make_client, parse_bucket
from testing.servers.moto_server import moto_server
from tests.unit.services.acquirer.acquiring import Played, acquirer_of
from tests.unit.services.acquirer.kept import Kept

FEED = "path = 'day[0-9]/.*'\nquiet_seconds = 0\nkeep_directories = true\n"


@pytest.fixture(scope="module")
def store() -> Iterator[S3Settings]:
    """Yield a store with one bucket."""
    with moto_server() as settings:
        yield settings


@pytest.fixture
def person(store: S3Settings) -> Iterator[S3Client]:
    """Yield the client of a person who fills the bucket."""
    client = make_client(store)
    if "supplies" not in {one["Name"] for one in client.list_buckets()["Buckets"]}:  # type: ignore[attr-defined]
        client.create_bucket(Bucket="supplies")  # type: ignore[attr-defined]
    yield client
    client.close()


async def test_a_bucket_is_a_provider(store: S3Settings, person: S3Client, tmp_path: Path) -> None:
    """Directories of keys are walked by the patterns, sidecars are held to, and odd keys are named."""
    sidecar = b"c4ca4238a0b923820dcc509a6f75849b"
    files = {
        "day1/a": b"1",
        "day1/a.md5": sidecar,
        "day2/b": b"22",
        "day1//odd": b"x",
        "day1/": b"",
        "more/c": b"3",
    }
    for key, data in files.items():
        person.put_object(Bucket="supplies", Key=f"out/{key}", Body=data)
    played = Played("s3://supplies/out", Credentials(password=store.secret_key), tmp_path / "unused")
    provider = f"endpoint = '{store.endpoint}'\naccess_key = '{store.access_key}'"
    async with acquirer_of(tmp_path, played, FEED, provider=provider) as acquirer:
        assert await acquirer.turn() == ""
        assert acquirer.files() == {"day1/a": "1", "day2/b": "22"}
        assert acquirer.one("day1/a").checked_by == "md5"
        person.put_object(Bucket="supplies", Key="out/day2/b", Body=b"333")
        await acquirer.look()
        assert acquirer.one("day2/b").status is Status.QUEUED
        served = acquirer.context.file.providers["served"]
        acquirer.context.tell_provider(served, "pan/one.PAN", b"told")
        assert person.get_object(Bucket="supplies", Key="out/pan/one.PAN")["Body"].read() == b"told"
        for pool in acquirer.context.pools.values():
            async with pool.use() as source:
                assert [one.path for one in source.names("day1")] == ["day1/", "day1/a", "day1/a.md5"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("url = 's3://b'\naccess_key = 'k'", "together"),
        ("url = 's3://b'\nendpoint = 'file:///etc'", "endpoint"),
        ("url = 'ftp://h/'\nendpoint = 'http://h'", "of buckets"),
    ],
)
def test_what_is_no_bucket_is_refused(tmp_path: Path, lines: str, words: str) -> None:
    """The operator is told at the start."""
    file = tmp_path / "acquirer.toml"
    file.write_text(f"[providers.p]\n{lines}\n")
    with pytest.raises(AcquirerFileError, match=words):
        read_acquirer_file(file)


class Counted(BucketSource):
    """Counts how often it is asked of a file."""

    asked = 0

    def stat(self, path: str) -> Stat:
        """Count, and tell."""
        self.asked += 1
        return super().stat(path)


async def test_a_bucket_is_asked_once_of_a_file(store: S3Settings, person: S3Client, tmp_path: Path) -> None:
    """The bytes are those of one version, or none: nobody need ask afterwards whether it stands."""
    person.put_object(Bucket="supplies", Key="once/day1/a", Body=b"1")
    source = Counted(lambda: make_client(store), parse_bucket("s3://supplies/once"))
    played = Played("s3://supplies/once", Credentials(password=store.secret_key), tmp_path / "unused")
    provider = f"endpoint = '{store.endpoint}'\naccess_key = '{store.access_key}'"
    async with acquirer_of(tmp_path, played, FEED, provider=provider) as acquirer:
        pools = {"served": SourcePool(lambda: source, connections=1)}
        counting = replace(acquirer, context=replace(acquirer.context, pools=pools))
        assert await counting.turn() == ""
        assert counting.files() == {"day1/a": "1"}
    assert source.asked == 1


async def test_objects_are_brought_by_one_request_each_and_go_on_where_it_was(
    store: S3Settings, person: S3Client, tmp_path: Path
) -> None:
    """The SDK lists, and says why an object cannot be had; over one connection after another."""
    pytest.importorskip("pycurl", reason="libcurl brings the bytes")
    from services.acquirer.sources.s3.transfer import ObjectTransfers

    bucket = parse_bucket("s3://supplies/one by one")
    data = bytes(range(256)) * 4000
    for key in ("a", "b c+%41é;#?&", "../up", "empty"):
        person.put_object(Bucket="supplies", Key=bucket.key(key), Body=b"" if key == "empty" else data)
    with Counted(lambda: make_client(store), bucket, ObjectTransfers(store, bucket)) as source:
        kept = {key: Kept() for key in ("a", "b c+%41é;#?&", "empty")}
        for key, sink in kept.items():
            source.bring(key, sink)
        assert [sink.data for sink in kept.values()] == [data, data, b""]
        assert [sink.ended for sink in kept.values()] == [1, 1, 1]
        for start in (256, len(data)):
            rest = Kept(start=start)
            source.bring("a", rest)
            assert (rest.data, rest.ended, len(rest.stats)) == (data[start:], 1, 1)
        assert source.asked == 0
        up = Kept()
        source.bring("../up", up)
        assert (up.data, source.asked) == (data, 1)
        with pytest.raises(MissingError):
            source.bring("nothing", Kept())
