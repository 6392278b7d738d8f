"""Archives: their length is known before, and other tools read them."""

import io
import tarfile
import zipfile

import pytest
from blake3 import blake3
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.reading.archive.member import ArchiveForm, Member, members_of
from services.gateway.reading.archive.tar_form import TarForm
from shared.model.entry import Entry, Kind, State
from shared.web.archives.zip_form import ZipForm

MTIME_NS = 1_700_000_000_000_000_000

FORMS = [ZipForm, TarForm]


def whole(form: ArchiveForm, members: list[Member]) -> bytes:
    """Return an archive whose members' bytes are all at hand."""
    pieces = [form.begin(one) + form.add(one.data) + form.finish() for one in members]
    return b"".join(pieces) + form.close()


def member(name: str, data: bytes, *, mtime_ns: int = MTIME_NS, mode: int = 0o640) -> Member:
    """Return a file."""
    return Member(name=name, size=len(data), mtime_ns=mtime_ns, mode=mode, data=data)


NAMES = st.text(min_size=1, max_size=200).filter(lambda name: "\0" not in name and name.strip("/") == name)


@pytest.mark.parametrize("form", FORMS)
@given(files=st.dictionaries(NAMES, st.binary(max_size=1500), max_size=6))
def test_the_length_is_known_before(form: type[ZipForm] | type[TarForm], files: dict[str, bytes]) -> None:
    """Whatever the names and sizes are, the archive is as long as was said."""
    members = [member(name, data) for name, data in files.items()]
    assert len(whole(form(), members)) == form().length(members)


@pytest.mark.parametrize("limit", [60, 100, 170, 700, 2000])
@given(sizes=st.lists(st.integers(0, 400), max_size=6))
def test_the_length_is_right_where_numbers_grow_large(limit: int, sizes: list[int]) -> None:
    """Offsets, sizes and the directory beyond the limit of plain zip take more room, each by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZIP64_LIMIT", limit)
        patch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 4)
        members = [member(f"f{number}", bytes(size)) for number, size in enumerate(sizes)]
        assert len(whole(ZipForm(), members)) == ZipForm().length(members)


def test_a_zip_keeps_names_times_modes_and_bytes() -> None:
    """The standard library reads what was written, and finds the checksums right."""
    members = [member("d/ä b.bsp", b"one" * 1000), member("empty", b"", mtime_ns=0)]
    with zipfile.ZipFile(io.BytesIO(whole(ZipForm(), members))) as archive:
        assert archive.testzip() is None
        assert archive.read("d/ä b.bsp") == b"one" * 1000
        info = archive.getinfo("d/ä b.bsp")
        assert (info.date_time, info.external_attr >> 16) == ((2023, 11, 14, 22, 13, 20), 0o100640)
        assert archive.getinfo("empty").date_time == (1980, 1, 1, 0, 0, 0)


def test_a_tar_keeps_names_times_modes_and_bytes() -> None:
    """Also names that are longer than the old form's."""
    name = "/".join(["long" * 20] * 5)
    with tarfile.open(fileobj=io.BytesIO(whole(TarForm(), [member(name, b"one" * 1000)]))) as archive:
        info = archive.getmember(name)
        file = archive.extractfile(info)
        assert file is not None
        assert file.read() == b"one" * 1000
        assert (info.mtime, info.mode) == (1_700_000_000, 0o640)


def test_the_manifest_names_every_file_and_hides_none() -> None:
    """A file of its very name keeps it; names with line feeds are escaped as b3sum does."""
    entries = [
        Entry(path=path, revision=1, author="a", state=State(kind=Kind.FILE, content=content, size=1))
        for path, content in (("MANIFEST.b3", "1" * 64), ("a\nb", blake3(b"x").hexdigest()))
    ]
    manifest, *files = members_of(entries)
    assert [one.name for one in files] == ["MANIFEST.b3", "a\nb"]
    assert manifest.name == "_MANIFEST.b3"
    assert manifest.data.decode().splitlines() == [
        f"{'1' * 64}  MANIFEST.b3",
        f"\\{blake3(b'x').hexdigest()}  a\\nb",
    ]
