"""Selections as one archive over HTTP."""

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from services.gateway.reading.listing import Page, read_page
from tests.unit.services.gateway.desk import BELOW, Desk, hash_of, open_desk

FILES = {"d/one.bsp": b"1" * 300_000, "d/e/two.bc": b"2", "three": b""}


async def test_a_zip_holds_the_selection_under_its_paths(desk: Desk) -> None:
    """Directories come with all below them, each file once, after the manifest of hashes."""
    await desk.commit(FILES)
    await desk.make_directory("d")
    answer = await desk.client.post(f"{BELOW}/archive", json={"paths": ["d", "d/one.bsp", "three"]})
    assert (answer.status_code, int(answer.headers["content-length"])) == (200, len(answer.content))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["MANIFEST.b3", "d/e/two.bc", "d/one.bsp", "three"]
        assert {name: archive.read(name) for name in FILES} == FILES
        lines = archive.read("MANIFEST.b3").decode().splitlines()
    assert lines[1] == f"{hash_of(FILES['d/one.bsp'])}  d/one.bsp"


async def test_a_tar_holds_what_was_at_a_revision(desk: Desk) -> None:
    """Patterns and moments choose as they do in listings."""
    first = await desk.commit(FILES)
    await desk.commit({"four.bc": b"4"})
    asked = {"glob": "*.bc", "at": str(first), "format": "tar"}
    answer = await desk.client.post(f"{BELOW}/archive", json=asked)
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        assert archive.getnames() == ["MANIFEST.b3", "d/e/two.bc"]
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 422),
        ({"paths": ["nothing"]}, 404),
        ({"glob": "*.none"}, 404),
        ({"glob": "["}, 422),
        ({"prefix": "", "format": "rar"}, 422),
        ({"prefix": "", "at": "99999"}, 404),
        ({"prefix": "", "att": "1"}, 422),
    ],
)
async def test_what_cannot_be_chosen_is_refused(desk: Desk, asked: dict[str, object], status: int) -> None:
    """Before the first byte."""
    await desk.commit(FILES)
    assert (await desk.client.post(f"{BELOW}/archive", json=asked)).status_code == status


async def test_an_archive_has_bounds(tmp_path: Path) -> None:
    """More files or bytes than the settings allow are refused."""
    async with open_desk(tmp_path, archive_files=2) as desk:
        await desk.commit(FILES)
        answer = await desk.client.post(f"{BELOW}/archive", json={"prefix": ""})
        assert (answer.status_code, "over 2 files" in answer.text) == (422, True)


async def test_what_is_named_again_and_again_is_walked_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand names of one directory would hold a thread for minutes that listings wait for."""
    await desk.commit(FILES)
    await desk.make_directory("d")
    await desk.make_directory("d/e")
    walked = []

    def read(*args: Any, **options: Any) -> Page:
        walked.append(args[1].filter.prefix)
        return read_page(*args, **options)

    monkeypatch.setattr("services.gateway.api.archive.read_page", read)
    answer = await desk.client.post(
        f"{BELOW}/archive", json={"paths": ["d/e", "d", "d", "d/e", "three", "d"]}
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["MANIFEST.b3", "d/e/two.bc", "d/one.bsp", "three"]
    assert walked == ["d/"]
