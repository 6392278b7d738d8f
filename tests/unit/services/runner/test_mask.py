"""Secrets are masked in whatever a program says, as they are and as logs write them."""

import json
from urllib.parse import quote

import pytest

from services.runner.program.mask import MASKED, Mask

PASSWORD = 'pä"ss\\word/7'
KEY = 'first line of it\nsecond "line" of it\n}'


@pytest.mark.parametrize(
    "written",
    [
        PASSWORD,
        json.dumps(PASSWORD)[1:-1],
        json.dumps(PASSWORD, ensure_ascii=False)[1:-1],
        quote(PASSWORD, safe=""),
        quote(PASSWORD),
    ],
)
def test_a_secret_is_masked_as_json_and_addresses_have_it(written):
    """A log of JSON escapes quotes, an error names an address: both told the secret."""
    assert Mask([PASSWORD]).text(f"user:{written}@host") == f"user:{MASKED}@host"


def test_lines_of_a_key_are_masked_in_json_too():
    """Each line by itself, and the whole with its ends of lines escaped."""
    said = json.dumps({"whole": KEY, "line": KEY.splitlines()[1]})
    assert "second" not in Mask([KEY]).text(said)
    assert Mask([KEY]).value({KEY: [json.dumps(KEY)]}) == {MASKED: [f'"{MASKED}"']}


def test_what_is_no_secret_stays():
    """Short lines of a key are in any text."""
    assert Mask([KEY]).text('{"a": 1}') == '{"a": 1}'
    assert Mask([]).text("all of it") == "all of it"
