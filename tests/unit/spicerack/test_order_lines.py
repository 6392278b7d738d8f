"""Orders in words."""

import json

import pytest

from spicerack.commands.deployment.order_lines import order_lines, read_order_text
from spicerack.errors import UsageProblem

PAUSE = json.dumps(
    {
        "collection": "c",
        "name": "pause.c.b",
        "number": 1,
        "value": json.dumps({"site": "b", "by": "a\x1b[1m"}),
    }
)


def test_an_order_is_told_in_words_before_it_is_signed():
    """What it says of whom, and nothing that would move a terminal's cursor."""
    head, *said = order_lines(read_order_text(PAUSE))
    assert head == "the pause of a site, in collection c: c.b"
    assert said[0] == "  site: b"
    assert "\x1b" not in said[1]
    ended = order_lines(read_order_text('{"collection":"c","name":"pause.c.b","number":1,"value":null}'))
    assert ended[1:] == ["  nothing stands there any more"]


@pytest.mark.parametrize("text", ["", "{}", '{"collection":"c","name":"other.c.b","number":1}'])
def test_what_is_no_order_is_not_signed(text):
    """Nor one about what nobody heeds."""
    with pytest.raises(UsageProblem):
        read_order_text(text)
