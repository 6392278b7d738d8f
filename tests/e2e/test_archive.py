"""From a file in a site's directory to a frame that is found by sky, and back to its bytes."""

import io
import json
import zipfile
from pathlib import Path

import httpx
import numpy as np
import pytest
from astropy.io import fits

from shared.identity.call_signature import signature
from testing.postgres.servers import fresh_database, postgres_missing, running_postgres
from tests.e2e.harness import Rack, eventually
from tests.integration.archive.ocs.test_ocs_ingester import HEADERS
from tests.unit.services.archive.hooks.test_hooks import listening

NAME = "tst/fa01/20260303/raw/tst1m-e00.fits"


def made(path: Path) -> bytes:
    """Write a frame; return its bytes."""
    path.parent.mkdir(parents=True)
    fits.PrimaryHDU(np.zeros((100, 100), "i2"), header=fits.Header(HEADERS)).writeto(path)
    return path.read_bytes()


def delete_it(rack: Rack, client: httpx.Client, address: str) -> None:
    """Delete the frame by a plan that was looked at: it goes from lists and the site, its history stays."""
    rule = ("archive", "deleteframes", "--archive", address, "--start", "2026-01-01", "--end", "2027-01-01")
    assert "plan" in rack.spicerack(*rule, "--exclude-instruments", "fa01").stdout
    unset = rack.spicerack(*rule, "--include-types", "", "--yes")
    assert (unset.returncode, "include_types" in unset.stderr) == (2, True)
    shown = rack.spicerack(*rule)
    assert "EXPOSE  fa01  1 file  2026-03-03 to 2026-03-03" in shown.stdout
    plan = shown.stdout.partition("plan ")[2].partition(":")[0]
    assert "nothing was deleted yet" in shown.stderr
    assert (rack["a"] / NAME).exists()
    other = rack.spicerack(*rule, "--plan", "0" * 16)
    assert (other.returncode, f"the plan is {plan} now" in other.stderr) == (1, True)
    assert rack.spicerack(*rule, "--plan", plan).returncode == 0

    def gone() -> bool:
        return client.get("/frames/").json()["count"] == 0

    eventually(gone, what="the frame is gone", patience=120.0, pause=0.5)
    assert not (rack["a"] / NAME).exists()
    assert f"deleteframes {plan}" in rack.spicerack("log").stdout
    assert rack.spicerack(*rule, "--yes").stdout.splitlines()[-1].endswith("0 files, 0 B")


def delete_over_http(rack: Rack, client: httpx.Client) -> None:
    """Delete a frame as OCS' clients do: a gateway removes its file, as one commit."""
    other = NAME.replace("e00", "e01")
    (rack["a"] / other).write_bytes((rack["a"] / NAME).read_bytes())

    def known() -> bool:
        return client.get("/frames/", params={"basename_exact": "tst1m-e01"}).json()["count"] == 1

    eventually(known, what="the other frame is found", patience=120.0, pause=0.5)
    row = client.get("/frames/", params={"basename_exact": "tst1m-e01"}).json()["results"][0]
    assert client.delete(f"/frames/{row['id']}/", timeout=60.0).status_code == 204
    assert not known()
    assert not (rack["a"] / other).exists()


@pytest.mark.skipif(bool(postgres_missing()), reason=postgres_missing())
def test_a_frame_in_a_directory_is_found_by_sky_and_fetched(tmp_path: Path) -> None:
    """Described by the real describer, found by the archive, told by a gateway under a link."""
    secret, hooks = tmp_path / "secret", tmp_path / "hooks.toml"
    secret.write_text("k3y\n")
    with (
        running_postgres() as server,
        fresh_database(server) as database,
        listening(500, *[204] * 100) as (url, told),
    ):
        hooks.write_text(
            f'[webhooks.pipeline]\nurl = "{url}"\nsecret = "{secret}"\npause_seconds = 0.1\nprivate = true\n'
        )
        rack = Rack(
            tmp_path,
            "a",
            settings={"SPICERACK_DATABASE_URL": database, "SPICERACK_HOOKS_FILE": str(hooks)},
            gateways=True,
            extras=("describer", "archive"),
            processes=False,
        ).start()
        try:
            data = made(rack["a"] / NAME)
            (rack["a"] / "README").write_text("A site that is emptied is held.")
            address = rack.spicerack("url", "archive").stdout.strip()
            with httpx.Client(base_url=address, trust_env=False, follow_redirects=True) as client:

                def found() -> bool:
                    return bool(client.get("/frames/", params={"covers": "POINT(359.99 1)"}).json()["count"])

                eventually(found, what="the frame is found", patience=120.0, pause=0.5)
                frame = client.get("/frames/").json()["results"][0]
                assert (frame["basename"], frame["OBJECT"], frame["BLKUID"]) == ("tst1m-e00", "M 31", 4711)
                answer = client.get(frame["url"])
                assert (answer.status_code, answer.content == data) == (200, True)
                # Links of lists lead straight to a gateway; what is made of bytes is made of a gateway's.
                assert client.get("/frames/").json()["results"][0]["url"].partition("?link=")[2]
                thumbnail = client.get(f"/frames/{frame['id']}/thumbnails/small/", timeout=60.0)
                assert (thumbnail.status_code, thumbnail.content[:2]) == (200, b"\xff\xd8")
                zipped = client.post("/frames/zip/", json={"frame_ids": [frame["id"]]})
                with zipfile.ZipFile(io.BytesIO(zipped.content)) as members:
                    assert members.read(members.namelist()[0]) == data
                found_rows = rack.spicerack("archive", "query", "cone=359.99,1,0.1", "--archive", address)
                assert found_rows.stdout.startswith("tst1m-e00  2026-03-04T05:06:07")
                for words in ("1 file came, 0 were there", "0 files came, 1 were there"):
                    brought = rack.spicerack(
                        *("archive", "download", "--archive", address, "--to", str(tmp_path / "home"))
                    )
                    assert words in brought.stderr
                assert (tmp_path / "home" / Path(NAME).name).read_bytes() == data
                assert client.get("/readyz").status_code == 200
                # A receiver that failed once has been told again, by a call that it can check.
                eventually(lambda: len(told) >= 2, what="the receiver is told", patience=120.0, pause=0.2)
                (headers, body), again = told[-1], {said["idempotency-key"] for said, _ in told}
                at = int(headers["spicerack-signature"].partition("t=")[2].partition(",")[0])
                assert headers["spicerack-signature"] == signature("k3y", body, at=at)
                assert (len(again), json.loads(body)["frameid"]) == (1, frame["id"])
                assert 'hook="pipeline",outcome="told"' in client.get("/metrics").text
                delete_over_http(rack, client)
                delete_it(rack, client, address)
        finally:
            rack.stop()
