"""A folder of kernels held against its archive, and exported, by commands."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from shared.spice.source.label import parse_label
from spicerack.main import execute
from tests.kernels.made import made

FILES = {
    "data/spk/craft_v1.bsp": "craft_v1.bsp",
    "data/fk/craft_v1.tf": "craft_v1.tf",
    "data/ck/craft_v1.bc": "craft_v1.bc",
    "data/sclk/craft_9.tsc": "craft_9.tsc",
    "data/lsk/naif9.tls": "naif9.tls",
}


def lay(root: Path) -> dict[str, str]:
    """Lay kernels and their table; return checksums by path."""
    sums = {}
    for path, name in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(made(name))
        sums[path] = hashlib.md5(made(name), usedforsecurity=False).hexdigest()
    table(root, sums)
    return sums


def table(root: Path, sums: dict[str, str]) -> None:
    """Write a checksum table."""
    (root / "index").mkdir(exist_ok=True)
    (root / "index/checksum.tab").write_text("".join(f"{md5}  {path}\r\n" for path, md5 in sums.items()))


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Run a command; return its status, and what it tells."""
    status = execute(list(words))
    return status, capsys.readouterr()


def test_a_whole_replica_is_as_its_archive_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And one that lacks a file, has other bytes, or what the archive has no more, is told so and fails."""
    sums = lay(tmp_path)
    status, said = told(capsys, "kernels", "verify", str(tmp_path))
    assert (status, said.out) == (0, "5 files as the archive says\n")

    (tmp_path / "data/spk/craft_v1.bsp").write_bytes(b"other")
    (tmp_path / "data/ck/craft_v1.bc").unlink()
    del sums["data/fk/craft_v1.tf"]
    table(tmp_path, {**sums, "data/fk/craft_v2.tf": "0" * 32})
    status, said = told(capsys, "kernels", "verify", str(tmp_path), "--json")
    found = json.loads(said.out)
    assert status == 1
    assert found["differing"] == ["data/spk/craft_v1.bsp"]
    assert found["missing"] == ["data/ck/craft_v1.bc", "data/fk/craft_v2.tf"]
    assert found["superseded"] == [{"path": "data/fk/craft_v1.tf", "by": "data/fk/craft_v2.tf"}]
    assert "3 files" in said.err

    (tmp_path / "index/checksum.tab").write_text("<html>")
    status, said = told(capsys, "kernels", "verify", str(tmp_path))
    assert status == 1
    assert "checksum.tab: line 1 is no checksum" in said.err


def test_labels_that_are_exported_verify_their_kernels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an inventory beside them, whose missing product is told; nothing is written over."""
    lay(tmp_path)
    (tmp_path / "index/checksum.tab").unlink()
    export = ("kernels", "export", "pds4", str(tmp_path), "--to", str(tmp_path))
    status, said = told(capsys, *export, "--bundle", "urn:nasa:pds:craft.spice")
    assert (status, said.out) == (0, f"5 files written below {tmp_path}\n")
    label = parse_label((tmp_path / "data/spk/craft_v1.xml").read_bytes())
    assert label.start.startswith("1999-12-31T11:58:55.8161")

    assert told(capsys, "kernels", "verify", str(tmp_path))[0] == 0
    (tmp_path / "spice_kernels").mkdir()
    lid = "urn:nasa:pds:craft.spice:spice_kernels:"
    inventory = f"P,{lid}spk_craft_v1.bsp::1.0\r\nP,{lid}spk_craft_v2.bsp::1.0\r\n"
    (tmp_path / "spice_kernels/collection_spice_kernels_inventory_v001.csv").write_text(inventory)
    status, said = told(capsys, "kernels", "verify", str(tmp_path))
    assert status == 1
    assert f"missing      {lid}spk_craft_v2.bsp" in said.out
    assert "withdrawn    data/sclk/craft_9.tsc" in said.out
    assert told(capsys, *export, "--bundle", "urn:nasa:pds:craft.spice")[0] == 1


def test_kernels_that_labels_would_name_alike_are_left_out_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a bundle no two products have one identifier and version: v01 and v1 are both 1.0."""
    for path in ("mk/my_v01.tm", "mk/my_v1.tm", "mk/my_v02.tm"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(made("craft_v1.tm"))
    export = ("kernels", "export", "pds4", str(tmp_path), "--to", str(tmp_path / "out"))
    status, said = told(capsys, *export, "--bundle", "urn:nasa:pds:craft.spice")

    assert (status, said.out) == (1, f"1 file written below {tmp_path / 'out'}\n")
    assert "mk/my_v01.tm and mk/my_v1.tm (both mk_my 1.0)" in said.err


def test_databases_of_isis_have_the_intervals_of_each_kernel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """SPKs and CKs, times in TDB; a CK without its clock is left out and named."""
    lay(tmp_path / "mro")
    export = ("kernels", "export", "isis", str(tmp_path / "mro"), "--mission", "mro", "--to")
    assert told(capsys, *export, str(tmp_path / "out"))[0] == 0
    spk, ck = ((tmp_path / "out" / kind / "kernels.0001.db").read_text() for kind in ("spk", "ck"))
    assert spk.count("    Time = ") == 2
    assert '$mro/kernels/data/spk/craft_v1.bsp"' in spk
    assert 'SpacecraftClockKernel = "$mro/kernels/data/sclk/craft_9.tsc"' in ck

    (tmp_path / "mro/data/sclk/craft_9.tsc").unlink()
    status, said = told(capsys, *export, str(tmp_path / "other"))
    assert status == 1
    assert "1 kernel left out" in said.err
    assert "there: add it: data/ck/craft_v1.bc; then export again" in said.err
    assert (tmp_path / "other/spk/kernels.0001.db").exists()
    assert not (tmp_path / "other/ck").exists()
    assert told(capsys, *export[:4], "--to", str(tmp_path / "x"))[0] == 2
