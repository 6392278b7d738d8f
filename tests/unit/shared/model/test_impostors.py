"""Contents that stand in place of a file are told by their heads, and no file is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.impostors import HEAD_BYTES, ImpostorKind, impostor


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<!DOCTYPE html><title>Log in</title>", ImpostorKind.WEB_PAGE),
        (b"\n  <html lang=de>\xc3\xa4", ImpostorKind.WEB_PAGE),
        (b"\xef\xbb\xbf<html>", ImpostorKind.WEB_PAGE),
        ("\ufeff<!DOCTYPE html><p>\u00e4".encode("utf-16-le"), ImpostorKind.WEB_PAGE),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>", ImpostorKind.WEB_PAGE),
        (b"<script>location='/login'</script>", ImpostorKind.WEB_PAGE),
        (b"<?xml version='1.0'?><Error><Code>SlowDown</Code></Error>", ImpostorKind.ERROR_PAGE),
        (b"<?xml version='1.0'?><Error/>", ImpostorKind.ERROR_PAGE),
        (b'{"message": "Forbidden"}', ImpostorKind.ERROR_PAGE),
        (b"404 not found\r\n", ImpostorKind.ERROR_PAGE),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", ImpostorKind.LFS_POINTER),
        (b"../.git/annex/objects/00/11", ImpostorKind.ANNEX_POINTER),
    ],
)
def test_an_impostor_is_told_by_its_head(head: bytes, kind: ImpostorKind) -> None:
    """Its words say what to do."""
    found = impostor(head, len(head))
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    ("head", "certain"),
    [
        (b"<?xml version='1.0'?><Error><Code>SlowDown</Code></Error>", True),
        (b"<?xml version='1.0'?><VOTABLE/>", False),
        (b'{"type": "FeatureCollection"}', False),
        (b"404 12.5 13.5\n", False),
        (b"<html>", True),
    ],
)
def test_what_may_be_meant_is_not_certain(head: bytes, certain: bool) -> None:
    """XML, JSON and rows of numbers are data of many; a web page or the error of a store is nobody's."""
    found = impostor(head, len(head))
    assert found is not None
    assert found.certain is certain


@given(st.sampled_from([b"<a", b"<!", b"<html", b'{"', b"404 "]), st.binary(min_size=64, max_size=HEAD_BYTES))
def test_a_binary_file_that_begins_like_markup_is_none(begin: bytes, rest: bytes) -> None:
    """One of some hundreds does so by chance, and is kept from nobody."""
    assert impostor(begin + b"\x00" + rest, 5_000) is None
