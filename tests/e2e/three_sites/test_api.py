"""The REST API of a manager, as programs use it."""

import httpx
import pytest

from tests.e2e.harness import eventually, write

COLLECTION = "/api/v1/collections/spice"


@pytest.fixture(scope="module")
def told(rack):
    """Files with a history, in sync at all sites."""
    for number in range(25):
        write(rack["a"] / "api" / f"{number:02}", f"file {number}")
    rack.synced()
    write(rack["b"] / "api" / "00", "changed")
    (rack["c"] / "api" / "01").unlink()
    rack.synced()
    return rack


def test_health_readiness_and_metrics(told):
    """Every process of the rack is alive and ready, and shows metrics."""
    for number in range(7):
        url = f"http://127.0.0.1:{told.port + number}"
        for path in ("/healthz", "/readyz", "/metrics"):
            answer = httpx.get(url + path, timeout=30, trust_env=False, verify=False)
            assert answer.status_code == 200, (number, path, answer.text)
    assert "# HELP" in told.get("/metrics").text


@pytest.mark.parametrize("site", ["a", "b", "c"])
def test_every_manager_tells_the_same_status(told, site):
    """Whichever is asked: the collection, every site with its fields, and the transfers."""
    status = told.get("/api/v1/status", site=site).json()
    assert status["collection"] == "spice"
    assert status["files"] >= 24
    assert [one["name"] for one in status["sites"]] == ["a", "b", "c"]
    for one in status["sites"]:
        fields = {"name", "online", "state", "revision", "behind", "wanted_bytes", "conflicts", "problems"}
        assert fields <= one.keys()
        assert (one["online"], one["behind"], one["wanted_bytes"]) == (True, 0, 0)
    fields = {"active", "sent_bytes", "control_bytes", "full_bytes"}
    assert fields <= status["transfers"].keys()
    assert told.get("/api/v1/sites", site=site).json()["sites"]


def test_sites_come_to_rest(told):
    """When nothing changes every site is idle."""
    eventually(
        lambda: {one["state"] for one in told.get("/api/v1/sites").json()["sites"]} == {"idle"},
        what="idle sites",
    )


def test_files_are_told_page_by_page(told):
    """Pages of any size join to the whole list, in the order of the paths, without gap or repetition."""
    whole = [row["path"] for row in told.files()]
    assert whole == sorted(whole)
    pages: list[str] = []
    after: str | None = ""
    while after is not None:
        query = {"prefix": "api/", "limit": "7", **({"after": after} if after else {})}
        page = httpx.get(
            told.url + COLLECTION + "/files", params=query, timeout=30, trust_env=False, verify=False
        ).json()
        assert len(page["files"]) <= 7
        pages += [row["path"] for row in page["files"]]
        after = page["next"]
    assert pages == [path for path in whole if path.startswith("api/")]
    assert len([path for path in pages if path != "api"]) == 24


def test_a_path_has_a_history(told):
    """Newest first: who changed it, and what it was; a deleted path has one, too."""
    changed = told.get(f"{COLLECTION}/files/api/00").json()
    assert changed["path"] == "api/00"
    assert [row["author"] for row in changed["history"]] == ["b", "a"]
    assert changed["head"].items() <= changed["history"][0].items()
    assert changed["head"]["content"] != changed["history"][1]["content"]
    assert [row["revision"] for row in changed["history"]] == sorted(
        (row["revision"] for row in changed["history"]), reverse=True
    )
    deleted = told.get(f"{COLLECTION}/files/api/01").json()
    assert [row["kind"] for row in deleted["history"]] == ["deleted", "file"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{COLLECTION}/files/no/such/file", 404),
        ("/api/v1/collections/unknown/files", 404),
        (f"{COLLECTION}/files?limit=0", 422),
        (f"{COLLECTION}/files?limit=many", 422),
        ("/api/v1/sites/nobody/release", 404),
        ("/api/v1/sync/soon", 422),
        ("/nowhere", 404),
    ],
)
def test_errors_are_problem_details(told, path, status):
    """An error says in one form what is wrong (RFC 9457)."""
    answer = told.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]


def test_wrong_methods_are_problem_details(told):
    """The same for what exists and cannot be done."""
    answer = told.post("/api/v1/status")
    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_scan_can_be_asked_for_and_followed(told):
    """The answer numbers the ask; how far the sites are with it is told until all are."""
    answer = told.post("/api/v1/scan")
    assert answer.status_code == 202
    ask = answer.json()["ask"]
    eventually(lambda: told.get(f"/api/v1/sync/{ask}").json()["done"] is True, what="an answered ask")
    sites = told.get(f"/api/v1/sync/{ask}").json()["sites"]
    assert all(site["answered"] for site in sites)


def test_commands_print_what_the_api_says(told):
    """`status`, `ls` and `sync` as processes of their own: exit codes, text and JSON."""
    status = told.spicerack("status", "--json")
    assert status.returncode == 0
    assert '"collection": "spice"' in status.stdout
    listing = told.spicerack("ls", "api/")
    assert listing.returncode == 0
    assert "api/02" in listing.stdout
    assert "api/01" not in listing.stdout
    sync = told.spicerack("sync")
    assert (sync.returncode, sync.stdout.startswith("3 sites at revision")) == (0, True)
