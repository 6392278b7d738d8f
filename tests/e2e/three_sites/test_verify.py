"""Files that rot at one site while all three run: found, told from edits, and placed again."""

import json
import os
import sqlite3

from tests.e2e.harness import Rack, eventually, write


def rot(rack: Rack, site: str, path: str) -> None:
    """Turn a bit of a file over, which no fingerprint of the index tells.

    A disk does that without telling the file system. Here the time of the change is put into the index while
    the site's manager stands still.
    """
    file = rack[site] / path
    before = file.stat()
    with rack.paused(f"manager-{site}"):
        data = bytearray(file.read_bytes())
        data[0] ^= 1
        with file.open("r+b") as opened:
            opened.write(data)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        with sqlite3.connect(rack.state / f"manager-{site}" / "site.db", timeout=30) as index:
            index.execute(
                "UPDATE entries SET seen_ctime_ns = ? WHERE path = ?", (file.stat().st_ctime_ns, path)
            )


def test_what_rotted_is_found_and_placed_again(apart: Rack) -> None:
    """The site has the right bytes again, the rotten ones are in its trash, and nothing is published."""
    write(apart["a"] / "verify" / "rots", b"the right bytes")
    write(apart["a"] / "verify" / "stays", b"other bytes")
    apart.sync()
    rot(apart, "b", "verify/rots")
    revision = apart.status()["revision"]

    told = apart.spicerack("verify", "verify", "--json")
    assert told.returncode == 1, told.stdout + told.stderr
    sites = {one["name"]: one for one in json.loads(told.stdout)["sites"]}
    assert [(sites[name]["read_files"], sites[name]["rot"], sites[name]["drift"]) for name in "abc"] == [
        (2, 0, 0),
        (2, 1, 0),
        (2, 0, 0),
    ]

    repaired = apart.spicerack("verify", "verify", "--repair")
    assert repaired.returncode == 0, repaired.stdout + repaired.stderr
    assert "b: verify/rots: is placed again, from what a has read" in repaired.stdout
    assert (apart["b"] / "verify" / "rots").read_bytes() == b"the right bytes"
    trash = [file.read_bytes() for file in (apart["b"] / ".spicerack" / "trash").rglob("*") if file.is_file()]
    assert b"uhe right bytes" in trash
    assert apart.status()["revision"] == revision
    assert apart.spicerack("verify", "--site", "b").returncode == 0

    listed = json.loads(apart.spicerack("trash", "list", "--site", "b", "--json").stdout)["files"]
    [kept] = [one for one in listed if one["name"].endswith("verify~rots")]
    assert (kept["size"], kept["logged"]) == (15, False)
    back = apart.spicerack("trash", "restore", kept["name"], "--site", "b", "--to", "verify/as-it-was")
    assert back.returncode == 0, back.stderr
    apart.sync()
    assert (apart["c"] / "verify" / "as-it-was").read_bytes() == b"uhe right bytes"


def test_the_log_verifies_and_two_sites_read_the_same_fingerprint(apart: Rack) -> None:
    """Each reads it by itself, at the same revision; both know the same keys."""
    write(apart["a"] / "fingerprint" / "one", b"one")
    apart.sync()
    status = apart.status()
    at, verification = status["revision"], f"/api/v1/collections/{status['collection']}/log/verification"
    told = apart.spicerack("log", "verify", "--at", str(at), "--json")
    assert told.returncode == 0, told.stdout + told.stderr
    found = json.loads(told.stdout)
    assert len(found["fingerprint"]) == 29
    assert {key["site"] for key in found["keys"]} >= {None, "a"}
    assert {key["origin"] for key in found["keys"]} == {"entered"}

    assert apart.post(f"{verification}?at={at}", site="b").status_code == 202
    eventually(lambda: apart.get(verification, site="b").json()["state"] == "done", what="done")
    theirs = apart.get(verification, site="b").json()
    assert theirs["fingerprint"] == found["fingerprint"]

    beyond = apart.spicerack("log", "verify", "--at", "999999")
    assert beyond.returncode == 1
    assert "the log ends at revision" in beyond.stderr
