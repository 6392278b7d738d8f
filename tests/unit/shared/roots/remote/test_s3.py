"""A bucket as a root: the suite of all roots, and what is special to S3."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from blake3 import blake3

from shared.roots.errors import ChangedError, StorageError, UnreachableError
from shared.roots.open_root import RootUrlError, open_root
from shared.roots.port import Put, Refusal, Root
from shared.roots.remote.s3.client import Bucket, S3Client, S3Settings, make_client, parse_bucket
from shared.roots.remote.s3.objects import Objects
from shared.roots.remote.s3.open_s3 import s3_opener
from shared.roots.remote.s3.parts import MIB, PART_MIN, PARTS_MAX, gather, part_size
from testing.roots.conformance import RootConformance, bytes_of, only, placed, put
from testing.roots.store_conformance import LATER, LONG_AGO, StoreConformance
from testing.servers.moto_server import moto_server
from testing.servers.versitygw_server import versitygw

WRITERS = 8
"""Each opens a root of its own, whose client takes a fifth of a second of a processor to make."""

PAGE = 20
"""Keys that the store tells at a time."""


@contextmanager
def moto(_: Path):
    """Serve with short pages."""
    with moto_server(keys_of_a_page=PAGE) as settings:
        yield settings


STORES = {"moto": moto, "versitygw": versitygw}


@pytest.fixture(scope="module", params=["moto", pytest.param("versitygw", marks=pytest.mark.slow)])
def store(request, tmp_path_factory):
    """One store for the file; each test has a bucket of its own."""
    with STORES[request.param](tmp_path_factory.mktemp("store")) as settings:
        yield settings


@pytest.fixture(scope="module")
def person(store):
    """The client of somebody else."""
    client = make_client(store)
    yield client
    client.close()


@dataclass
class S3Bench:
    """A root, and a person with another client."""

    settings: S3Settings
    client: S3Client
    bucket: str
    root: Root
    is_directory: bool = False
    """Whether the store keeps its objects as files of a directory."""

    def person_writes(self, path: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=f"deep/prefix/{path}", Body=data)

    def full(self) -> None:
        pytest.skip("A FULL STORE IS NOT TESTED: these stores take whatever they get")

    def another(self) -> Root:
        return opened(self.settings, self.bucket)


def opened(settings: S3Settings, bucket: str) -> Root:
    """Return a root below a prefix of a bucket."""
    numbers = count(1)
    opener = s3_opener(settings, new_id=lambda: f"{next(numbers):032x}")
    return open_root(f"s3://{bucket}/deep/prefix", openers={"s3": opener})


@pytest.fixture
def bench(store, person, request):
    """A bucket of its own for each test."""
    is_directory = request.node.callspec.params["store"] == "versitygw"
    bucket = f"test-{blake3(request.node.nodeid.encode()).hexdigest(length=8)}"
    person.create_bucket(Bucket=bucket)
    with opened(store, bucket) as root:
        yield S3Bench(store, person, bucket, root, is_directory)


class TestS3(RootConformance, StoreConformance):
    """The suite."""


def test_a_store_that_compares_promises_it(bench):
    """The probe wrote, was refused twice, and left nothing."""
    assert bench.root.strengths.compares
    assert (
        "KeyCount" in (found := bench.client.list_objects_v2(Bucket=bench.bucket)) and found["KeyCount"] == 0
    )


@pytest.mark.parametrize("has_prior", [False, True])
def test_of_many_writers_at_one_moment_one_wins(bench, has_prior):
    """The others hear that something else stands there."""
    prior = placed(bench.root, "f", b"first") if has_prior else None
    roots = [bench.another() for _ in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as threads:
        outcomes = list(
            threads.map(
                lambda one: only(list(one[1].publish([put("f", b"%d" % one[0], prior=prior)]))),
                enumerate(roots),
            )
        )
    refusals = [outcome.refusal for outcome in outcomes]
    assert sorted(refusals, key=str) == [None] + [Refusal.CHANGED] * (WRITERS - 1)
    assert bytes_of(bench.root, "f") == b"%d" % refusals.index(None)
    for root in roots:
        root.__exit__(None, None, None)


def test_a_file_of_several_parts_is_there_whole_or_not_at_all(bench):
    """A source that fails, and bytes that are not those announced, leave neither an object nor parts."""
    data = bytes(range(256)) * (2 * PART_MIN // 256 + 7)

    def broken():
        yield data[:PART_MIN]
        yield data[:PART_MIN]
        raise StorageError("the source went away")

    group = [
        put("whole", data),
        Put(path="broken", read=broken, size_max=len(data)),
        put("wrong", data, content="0" * 64),
    ]
    refusals = [outcome.refusal for outcome in bench.root.publish(group)]
    assert refusals == [None, Refusal.FAILED, Refusal.CORRUPT]
    assert bytes_of(bench.root, "whole") == data
    assert [stat.path for stat in bench.root.list()] == ["whole"]
    told = bench.client.head_object(Bucket=bench.bucket, Key="deep/prefix/whole", ChecksumMode="ENABLED")
    assert "ChecksumCRC32" in told, told
    assert bench.client.list_multipart_uploads(Bucket=bench.bucket).get("Uploads", []) == []


def test_parts_that_a_dead_process_left_are_swept(bench):
    """They are not seen, and cost room until somebody drops them."""
    bench.client.create_multipart_upload(Bucket=bench.bucket, Key="deep/prefix/f")
    bench.root.sweep_old(LONG_AGO)
    assert len(bench.client.list_multipart_uploads(Bucket=bench.bucket)["Uploads"]) == 1
    bench.root.sweep_old(LATER)
    assert bench.client.list_multipart_uploads(Bucket=bench.bucket).get("Uploads", []) == []


def test_keys_that_are_no_paths_hide_no_others(bench):
    """Other tools may write them; some clients fail a whole listing for one."""
    if bench.is_directory:
        pytest.skip("KEYS THAT ARE NO PATHS ARE NOT TESTED: versitygw's are paths of a directory")
    for key in ("a//b", "/lead", "x/../y", "place/", ".spicerack/z", "good.bsp", "odd %+?#\\ name"):
        bench.person_writes(key, b"x")
    assert [stat.path for stat in bench.root.list()] == ["good.bsp", "odd %+?#\\ name"]


def test_a_listing_goes_on_behind_a_page(bench):
    """A store tells some at a time, and where the next ones begin."""
    if bench.is_directory:
        pytest.skip("PAGES ARE NOT TESTED: versitygw's have a thousand keys")
    names = [f"{number:04}" for number in range(2 * PAGE + 1)]
    for name in names:
        bench.person_writes(name, b"x")
    assert bench.client.list_objects_v2(Bucket=bench.bucket)["KeyCount"] == PAGE
    assert [stat.path for stat in bench.root.list()] == names


def test_neighbours_of_the_prefix_are_not_in_the_root(bench):
    """A prefix ends at a slash."""
    bench.client.put_object(Bucket=bench.bucket, Key="deep/prefix-of-others/f", Body=b"x")
    assert list(bench.root.list()) == []


def test_a_bucket_that_is_not_there_and_a_store_that_is_down_are_said(store):
    """Both before anything is lost: at the opening."""
    with pytest.raises(StorageError, match="no such bucket"):
        opened(store, "nobody-made-this")
    with pytest.raises(UnreachableError):
        opened(S3Settings(endpoint="http://127.0.0.1:9", access_key="x", secret_key="x"), "bucket")


@pytest.mark.parametrize("url", ["s3://", "s3://key:secret@bucket/x", "sftp://bucket", "s3://bucket?x=1"])
def test_what_is_no_bucket_is_refused_without_repeating_it(url):
    """A secret may stand in it."""
    with pytest.raises(RootUrlError) as refused:
        parse_bucket(url)
    assert "secret" not in str(refused.value)


def test_an_address_is_read():
    """The prefix has no slash at its end."""
    assert parse_bucket("s3://bucket/a%20b/c/") == Bucket(name="bucket", prefix="a b/c")
    assert parse_bucket("s3://bucket").key("f") == "f"


@pytest.mark.parametrize(
    ("sizes", "parts"), [([], [0]), ([3], [3]), ([4], [4]), ([5, 4], [4, 4, 1]), ([2, 2, 0], [4])]
)
def test_parts_are_full_but_for_the_last(sizes, parts):
    """A part of less than 5 MiB is refused anywhere else."""
    assert [len(part) for part in gather((b"x" * size for size in sizes), 4)] == parts


def test_the_largest_object_has_no_more_parts_than_are_allowed():
    """5 TiB are the most that an object has."""
    largest = 5 * 1024 * 1024 * MIB
    assert -(-largest // part_size(largest)) <= PARTS_MAX
    assert part_size(0) == PART_MIN


class ForgetfulStore:
    """A store that passes over conditions of reads."""

    def get_object(self, **_: object) -> dict[str, object]:
        """Give another version than any that was asked for."""
        return {"ETag": '"new"', "Body": None, "ResponseMetadata": {"HTTPStatusCode": 206}}


def test_another_version_than_the_one_asked_for_is_refused():
    """Some stores pass over the condition, and say in their answer what they gave."""
    objects = Objects(ForgetfulStore(), Bucket(name="b"))  # type: ignore[arg-type]
    with pytest.raises(ChangedError, match="another version"):
        list(objects.read("f", '"old"', 0, 1))
