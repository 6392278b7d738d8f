"""The small routes and words of OCS' face that clients lean on."""

from pathlib import Path

import pytest

from services.archive.api.ocs import counts
from services.archive.fold.names import frame_number
from tests.integration.archive.desk import open_desk
from tests.integration.archive.world import facts_of


async def test_the_small_routes_of_ocs_are_there(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens, health, types that are left out, counts that say what they are, and the cookie of zips."""
    async with open_desk(tmp_path, database) as desk:
        await desk.hold("a.fits", b"bytes", facts_of("a", configuration_type="EXPOSE"))
        for name, kind in (("b", "BIAS"), ("c", "DARK")):
            await desk.add(name, facts_of(name, configuration_type=kind))
        await desk.settle()
        member = await desk.token(groups=("P1",))
        headers = {"Authorization": f"Token {member}"}
        assert (await desk.client.post("/api-token-auth/", headers=headers)).json() == {"token": member}
        assert (
            await desk.client.post("/api-token-auth/", headers={"SpiceRack-Request": "1"})
        ).status_code in (400, 401)
        assert (await desk.get("/health/", member)).json() == "ok"
        left = await desk.get("/frames/", member, exclude_configuration_type="BIAS")
        assert sorted(row["basename"] for row in left.json()["results"]) == ["a", "c"]
        assert (left.json()["count"], left.json()["count_estimated"]) == (2, False)
        monkeypatch.setattr(counts, "COUNTED", 1)
        many = (await desk.get("/frames/", member)).json()
        assert (many["count"], many["count_estimated"]) == (1, True)
        assert (await desk.get("/frames/", member, force_count="1")).json()["count"] == 3
        asked = {"frame_ids": [frame_number("a")]}
        answer = await desk.client.post("/frames/zip/", json=asked, headers=headers)
        assert "fileDownload=true" in answer.headers["set-cookie"]
        # A form of a page sends no header; and who says no token is told to.
        said = await desk.client.post("/frames/zip/", json={**asked, "auth_token": member})
        silent = await desk.client.post("/frames/zip/", json=asked)
        assert (said.status_code, silent.status_code) == (200, 401)
        for path, status in (("/health/", 200), ("/robots.txt", 200), ("/openapi/", 307)):
            assert (await desk.get(path, None)).status_code == status, path
        assert (await desk.get("/frames/", None)).status_code == 401
        page = (await desk.get("/browse/", member, target_name="M 31", proposal_id="")).text
        assert "/api/v1/archive/frames?target_name=M+31" in page
