"""A site whose files lie in a bucket, beside one in a directory: all ways, a conflict, a deletion, kills."""

import pytest

from shared.roots.remote.s3.client import make_client
from testing.servers.moto_server import KEYS, moto_server
from tests.e2e.harness import Rack, eventually, random_bytes, tree, write

BUCKET, PREFIX = "science", "mirror/mro"
FILES, SIZE = 8, 100_000


class Vendor:
    """A person with a client of the store."""

    def __init__(self, client) -> None:
        self.client = client
        client.create_bucket(Bucket=BUCKET)

    def write(self, path: str, data: bytes) -> None:
        """Write an object, whatever stands there."""
        self.client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{path}", Body=data)

    def delete(self, path: str) -> None:
        """Delete an object."""
        self.client.delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{path}")

    def empty(self) -> None:
        """Delete all that is in the bucket, the mark of the site too."""
        for one in self.client.list_objects_v2(Bucket=BUCKET)["Contents"]:
            self.client.delete_object(Bucket=BUCKET, Key=one["Key"])

    def files(self) -> dict[str, bytes]:
        """Return all objects of the site but its mark."""
        listed = self.client.list_objects_v2(Bucket=BUCKET, Prefix=f"{PREFIX}/").get("Contents", ())
        keys = [one["Key"] for one in listed if "/.spicerack/" not in one["Key"]]
        found = ((key.removeprefix(f"{PREFIX}/"), self._read(key)) for key in keys)
        return {path: data for path, data in found if data is not None}

    def _read(self, key: str) -> bytes | None:
        """Return an object; None where it went since it was listed."""
        try:
            data: bytes = self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        except self.client.exceptions.NoSuchKey:
            return None
        return data


@pytest.fixture(scope="module")
def vendor():
    """A store of its own."""
    with moto_server() as settings:
        client = make_client(settings)
        yield Vendor(client), settings.endpoint
        client.close()


@pytest.fixture(scope="module")
def rack(vendor, tmp_path_factory):
    """A site in a directory and one in a bucket, as processes that can be killed."""
    directory = tmp_path_factory.mktemp("rack")
    secret = directory / "secret"
    secret.write_text(f"{KEYS}\n")
    settings = {
        "SPICERACK_ROOT_ENDPOINT": vendor[1],
        "SPICERACK_ROOT_ACCESS_KEY": KEYS,
        "SPICERACK_ROOT_PASSWORD_FILE": str(secret),
        "SPICERACK_POLL_SECONDS": "1",
        "SPICERACK_ACK_SECONDS": "3",
    }
    stores = {"b": f"s3://{BUCKET}/{PREFIX}"}
    with Rack(directory, "a", "b", stores=stores, settings=settings).running() as rack:
        yield rack


@pytest.fixture
def person(vendor):
    """The person at the store."""
    return vendor[0]


def files_of(rack: Rack) -> dict[str, bytes]:
    """Return all files of the site in a directory."""
    return {
        path: (rack["a"] / path).read_bytes() for path, state in tree(rack["a"]).items() if state[0] == "file"
    }


def alike(rack: Rack, person: Vendor) -> bool:
    """Tell whether both sites hold the same files."""
    return files_of(rack) == person.files()


def many(person: Vendor) -> list[tuple[int, bytes]]:
    """Return the numbered files at the store."""
    return [(int(path[5:]), data) for path, data in person.files().items() if path.startswith("many/")]


def test_files_go_both_ways(rack, person):
    """What is put at either is soon at the other, with its directories; edits follow."""
    write(rack["a"] / "d" / "one.bsp", b"one" * 1000)
    person.write("x/y/two.txt", b"two")
    eventually(lambda: len(person.files()) == 2 and alike(rack, person), what="both files at both sites")
    person.write("d/one.bsp", b"changed at the vendor")
    eventually(lambda: (rack["a"] / "d/one.bsp").read_bytes() == b"changed at the vendor", what="an edit")
    write(rack["a"] / "x/y/two.txt", b"changed in the directory")
    eventually(lambda: person.files()["x/y/two.txt"] == b"changed in the directory", what="the other edit")


def test_two_edits_of_one_file_are_both_kept(rack, person):
    """One of them stands beside the other, at both sites."""
    write(rack["a"] / "both", b"first")
    eventually(lambda: person.files().get("both") == b"first", what="the file at the store")
    with rack.paused("orchestrator"):
        person.write("both", b"theirs")
        write(rack["a"] / "both", b"ours")
    eventually(
        lambda: {b"ours", b"theirs"} <= set(person.files().values()) and alike(rack, person),
        what="both edits at both sites",
    )


def test_deletions_go_both_ways_and_to_the_trash(rack, person):
    """The bucket's trash is kept on the host of its services."""
    write(rack["a"] / "gone/there", b"gone there")
    person.write("gone/here", b"gone here")
    eventually(lambda: alike(rack, person) and len(list((rack["a"] / "gone").iterdir())) == 2, what="both")
    (rack["a"] / "gone/there").unlink()
    person.delete("gone/here")
    eventually(lambda: not any(path.startswith("gone/") for path in person.files()), what="none at the store")
    eventually(lambda: not list((rack["a"] / "gone").iterdir()), what="none in the directory")
    trash = rack.state / "roots" / "b" / ".spicerack" / "trash"
    assert b"gone there" in [path.read_bytes() for path in trash.rglob("*") if path.is_file()]


@pytest.mark.slow
def test_kills_in_the_middle_of_placing_lose_nothing(rack, person):
    """Manager and transfer of the bucket are killed while files are replaced and added there."""
    for number in range(FILES):
        write(rack["a"] / f"many/{number}", random_bytes(number, SIZE))
    eventually(lambda: len(person.files()) >= FILES and alike(rack, person), what="all of them")
    for number in range(FILES):
        write(rack["a"] / f"many/{number}", random_bytes(FILES + number, SIZE))
    eventually(
        lambda: any(data == random_bytes(FILES + n, SIZE) for n, data in many(person)),
        what="the first that was replaced",
    )
    rack.kill("manager-b")
    rack.kill("transfer-b")
    eventually(lambda: alike(rack, person), what="all of them")
    staging = rack.state / "roots" / "b" / ".spicerack" / "staging"
    eventually(lambda: not list(staging.iterdir()), what="an empty staging area")


def test_status_says_what_is_weaker_there(rack):
    """In words, without a secret."""
    said = rack.spicerack("status").stdout
    assert f"the files lie at s3://{BUCKET}/{PREFIX}: the whole root is looked at every 1 s" in said
    assert "modification times are not kept" in said


def test_an_emptied_bucket_holds_its_site_until_a_person_releases_it(rack, person):
    """Nothing is deleted elsewhere, and a release brings the files back."""
    before = files_of(rack)
    person.empty()
    eventually(lambda: "Site b is held" in rack.spicerack("status").stdout, what="the hold")
    assert files_of(rack) == before
    assert rack.spicerack("site", "release", "b", "--yes").returncode == 0
    eventually(lambda: person.files() == before, what="the files at the store")
    assert files_of(rack) == before
