"""Indexes are read right by the tools that mirror them, whatever a name holds."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.tree import index_json, index_page
from services.gateway.tree.addresses import address
from services.gateway.tree.row import Row, row_of, whole_seconds
from shared.model.entry import Entry, Kind, State

BASE = "http://rack.example/data/spice/a/"
NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=12
).filter(lambda name: name not in (".", ".."))


def row(name: str, *, directory: bool = False) -> Row:
    """Return a row with some size and time."""
    return Row(
        name=name, directory=directory, size=0 if directory else 12, mtime=1_700_000_000, content="0" * 64
    )


class Links(HTMLParser):
    """Collects the links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an `a`."""
        self.found += [value or "" for name, value in attrs if tag == "a" and name == "href"]


@settings(max_examples=150, deadline=None, database=None)
@given(name=NAMES, directory=st.booleans())
def test_a_link_leads_to_its_name(name: str, directory: bool):
    """Colons, blanks, quotes, line feeds, marks of other scripts: a browser arrives at the file."""
    (line,) = index_page.rows([row(name, directory=directory)])
    (href,) = Links(line).found
    target = urlsplit(urljoin(BASE, href))

    assert line.count("\n") == 1
    assert target.netloc == "rack.example"
    assert unquote(target.path, errors="strict") == f"/data/spice/a/{name}{'/' if directory else ''}"
    assert target.path == urlsplit(address("spice", f"a/{name}", directory=directory)).path


def test_a_row_is_nginx_form():
    """Name, day and minute, size: what scrapers of such pages look for."""
    file, folder = index_page.rows([row("a.bsp"), row("ck", directory=True)])

    assert re.fullmatch(r'<a href="a\.bsp">a\.bsp</a> +14-Nov-2023 22:13 +12\n', file)
    assert re.fullmatch(r'<a href="ck/">ck/</a> +14-Nov-2023 22:13 +-\n', folder)


def test_who_came_by_a_link_goes_on_by_it():
    """Every reference of the page carries it; markup in it stays text."""
    (line,) = index_page.rows([row("a.bsp")], "?link=a.b.c")
    assert Links(line).found == ["a.bsp?link=a.b.c"]
    assert Links(index_page.head("/data/spice/ck/", parent=True, query="?link=a")).found == ["../?link=a"]
    assert "<b>" not in "".join(index_page.rows([row("a.bsp")], '?link="<b>'))


def test_a_name_of_markup_stays_text():
    """Names are people's: a page must not run them."""
    (line,) = index_page.rows([row("<script>alert(1)<br>")])

    assert "<script>" not in line
    assert "<script>alert(1)<br>" in unescape(line)


def test_the_root_of_a_collection_has_no_way_up():
    """A mirror that follows `../` would leave the collection."""
    assert Links(index_page.head("/data/spice/", parent=False)).found == []
    assert Links(index_page.head("/data/spice/ck/", parent=True)).found == ["../"]


def test_json_has_names_sizes_and_times():
    """`autoindex_format json` of nginx, with the content's hash beside."""
    told = json.loads(f"[{''.join(index_json.rows([row('ck', directory=True), row('a')]))}]")

    assert told == [
        {"name": "ck", "type": "directory", "mtime": "Tue, 14 Nov 2023 22:13:20 GMT"},
        {
            "name": "a",
            "type": "file",
            "mtime": "Tue, 14 Nov 2023 22:13:20 GMT",
            "size": 12,
            "blake3": "0" * 64,
        },
    ]


def test_times_that_no_date_can_say_are_cut_to_the_nearest():
    """A file from before 1970, or of the year 10000, does not break its listing."""
    assert whole_seconds(-5) == -1
    assert whole_seconds(-3600 * 10**9) == -3600
    assert whole_seconds(-(10**30)) == -30_610_224_000
    assert whole_seconds(2**62) == 4_611_686_018
    assert whole_seconds(10**30) == 253_402_300_799


def test_an_entry_becomes_a_row():
    """The last component is the name."""
    state = State(kind=Kind.FILE, content="a" * 64, size=7, mtime_ns=1_999_999_999)
    entry = Entry(path="spk/de.bsp", revision=3, author="a", state=state)

    assert row_of(entry) == Row(name="de.bsp", directory=False, size=7, mtime=1, content="a" * 64)
