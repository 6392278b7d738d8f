"""Decoders of catalogues: whole bodies in any pieces, and nothing out of broken ones."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.satellites.catalogue.decode import bounds
from services.satellites.catalogue.decode.formats import make_decoder
from services.satellites.catalogue.decode.port import Format, MalformedError
from services.satellites.catalogue.decode.tle_records import parse_pair
from services.satellites.catalogue.ephemerides.oem_xml import decode_oem_xml

RECORDS = [
    {"NORAD_CAT_ID": str(number), "OBJECT_NAME": f'A "}},{{[B] {number}', "BSTAR": None, "EPOCH": "é"}
    for number in (5, 25544, 339999, 340000, 799501234)
]

CSV = 'NORAD_CAT_ID,OBJECT_NAME,BSTAR\r\n5,"A, ""B""",.1\r\n340000,C,\r\n'

XML = """<?xml version="1.0" encoding="UTF-8"?>
<ndm xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><omm id="CCSDS_OMM_VERS" version="3.0">
<header><CREATION_DATE/></header><body><segment><metadata><OBJECT_NAME>A &amp; B</OBJECT_NAME></metadata>
<data><meanElements><MEAN_MOTION>15.5</MEAN_MOTION></meanElements>
<tleParameters><NORAD_CAT_ID>340000</NORAD_CAT_ID></tleParameters>
<userDefinedParameters><USER_DEFINED parameter="DECAY_DATE">2026-01-01</USER_DEFINED></userDefinedParameters>
</data></segment></body></omm><omm><body><NORAD_CAT_ID>7</NORAD_CAT_ID></body></omm></ndm>"""


def resummed(line):
    """Return a line with its right check sum."""
    total = sum(int(sign) if sign.isdigit() else sign == "-" for sign in line[:68])
    return line[:68] + str(total % 10)


FIRST = resummed("1 25544U 98067A   20333.54791667  .00016717  00000-0  10270-3 0  9006")
SECOND = resummed("2 25544  51.6442  21.4611 0001363  85.7861  74.4771 15.49180547 25703")

BODIES = {
    Format.JSON: json.dumps(RECORDS, ensure_ascii=False).encode(),
    Format.CSV: CSV.encode(),
    Format.XML: XML.encode(),
    Format.TLE: f"ISS\n{FIRST}\r\n{SECOND}\r\n0 ANOTHER\n{FIRST}\n{SECOND}".encode(),
}


def read(format_, body, sizes=(1 << 16,)):
    """Return the records of a body that comes in pieces of these sizes, again and again."""
    decoder = make_decoder(format_)
    records, at, turn = [], 0, 0
    while at < len(body):
        size = sizes[turn % len(sizes)]
        records += decoder.feed(body[at : at + size])
        at, turn = at + size, turn + 1
    return [*records, *decoder.close()]


@pytest.mark.parametrize("format_", Format)
@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 700), min_size=1, max_size=5))
def test_records_do_not_depend_on_pieces(format_, sizes):
    """However a body is cut, its records are those of the whole."""
    assert read(format_, BODIES[format_], sizes) == read(format_, BODIES[format_])


def test_json_keeps_every_value():
    """Strings, nulls, braces in names and numbers above 339999 come as they were sent."""
    assert read(Format.JSON, BODIES[Format.JSON]) == RECORDS
    assert read(Format.JSON, b" [ ] ") == []


def test_xml_may_have_comments_anywhere():
    """They are the one element that may come twice, and an NDM may have them beside its messages."""
    body = b"<ndm><MESSAGE_ID>1</MESSAGE_ID><COMMENT>a</COMMENT><COMMENT>b</COMMENT><omm><A>1</A>"
    body += b"<COMMENT>c</COMMENT><COMMENT>d</COMMENT></omm></ndm>"
    assert [one["A"] for one in read(Format.XML, body)] == ["1"]


def test_csv_gives_empty_cells_as_nothing():
    """Quoted cells are read, and an empty cell is no value."""
    assert read(Format.CSV, BODIES[Format.CSV]) == [
        {"NORAD_CAT_ID": "5", "OBJECT_NAME": 'A, "B"', "BSTAR": ".1"},
        {"NORAD_CAT_ID": "340000", "OBJECT_NAME": "C", "BSTAR": None},
    ]


def test_xml_gives_leaves_by_name_and_parameter():
    """Fields are told by their element, user defined ones by their parameter."""
    assert read(Format.XML, BODIES[Format.XML]) == [
        {"OBJECT_NAME": "A & B", "MEAN_MOTION": "15.5", "NORAD_CAT_ID": "340000", "DECAY_DATE": "2026-01-01"},
        {"NORAD_CAT_ID": "7"},
    ]


def test_tle_gives_the_fields_of_an_omm():
    """Two lines become the keywords of an OMM, with their implied decimal points."""
    record = read(Format.TLE, BODIES[Format.TLE])[0]

    assert record == {
        "NORAD_CAT_ID": 25544,
        "EPOCH": "2020-11-28T13:09:00.000288",
        "MEAN_MOTION_DOT": 0.00016717,
        "MEAN_MOTION_DDOT": 0.0,
        "BSTAR": pytest.approx(1.0270e-4),
        "EPHEMERIS_TYPE": 0,
        "INCLINATION": 51.6442,
        "RA_OF_ASC_NODE": 21.4611,
        "ECCENTRICITY": 0.0001363,
        "ARG_OF_PERICENTER": 85.7861,
        "MEAN_ANOMALY": 74.4771,
        "MEAN_MOTION": 15.49180547,
    }


def test_epochs_of_both_sides_of_new_year_and_centuries_are_dates():
    """The age of a set is a difference of dates: years are read apart from days."""
    epochs = [
        parse_pair(resummed(FIRST[:18] + text + FIRST[32:]), SECOND)["EPOCH"]
        for text in ("25365.99999999", "26001.00000001", "57278.00000000", "56001.00000000")
    ]

    assert [epoch[:19] for epoch in epochs] == [
        "2025-12-31T23:59:59",
        "2026-01-01T00:00:00",
        "1957-10-05T00:00:00",
        "2056-01-01T00:00:00",
    ]


def test_alpha_5_numbers_are_read():
    """The largest number of five signs is 339999."""
    first, second = (resummed(f"{line[:2]}Z9999{line[7:]}") for line in (FIRST, SECOND))

    assert parse_pair(first, second)["NORAD_CAT_ID"] == 339999


MALFORMED = [
    (Format.JSON, b'[{"A": 1, "B": 2, "A": 3}]'),
    (Format.JSON, b'[{"A": 1, "B": {"A": 2}}]'),
    (Format.JSON, b'[{"A": 1, "B": [{"A": 2}]}]'),
    (Format.JSON, b""),
    (Format.JSON, b"{}"),
    (Format.JSON, b'{"error":"limit"}'),
    (Format.JSON, b"<html>"),
    (Format.JSON, b"[1]"),
    (Format.JSON, b'[{"a":1}'),
    (Format.JSON, b'[{"a":1},]'),
    (Format.JSON, b'[{"a":1} {"b":2}]'),
    (Format.JSON, b'[{"a":1}] x'),
    (Format.JSON, b'[{"a":'),
    (Format.JSON, b"[{\xff}]"),
    (Format.JSON, b'[{"a":"' + b"x" * bounds.RECORD_BYTES_MAX + b'"}]'),
    (Format.JSON, b'[{"a":' + b"[" * 15000 + b"]" * 15000 + b"}]"),
    (Format.JSON, b"[" + json.dumps({str(at): at for at in range(200)}).encode() + b"]"),
    (Format.CSV, b""),
    (Format.CSV, b"NO RESULTS RETURNED\n"),
    (Format.CSV, b"NORAD_CAT_ID,BSTAR\n5\n"),
    (Format.CSV, b"NORAD_CAT_ID,BSTAR\n5,1,2\n"),
    (Format.CSV, b"NORAD_CAT_ID,BSTAR\n5,.1"),
    (Format.CSV, b'NORAD_CAT_ID,BSTAR\n5,"x\n'),
    (Format.CSV, b"NORAD_CAT_ID," + b"x" * 20000 + b"\n"),
    (Format.XML, b""),
    (Format.XML, b"<html/>"),
    (Format.XML, b"<ndm><omm>"),
    (Format.XML, b"<ndm><omm><omm/></omm></ndm>"),
    (Format.XML, b'<!DOCTYPE ndm [<!ENTITY a "b">]><ndm>&a;</ndm>'),
    (Format.XML, b"<ndm>" + b"<a>" * 30 + b"</a>" * 30 + b"</ndm>"),
    (Format.XML, b"<omm><a>" + b"x" * 20000 + b"</a></omm>"),
    (Format.XML, b"<omm><segment><A>1</A></segment><segment><B>2</B></segment></omm>"),
    (Format.XML, b"<omm><A>1</A><A>2</A></omm>"),
    (Format.XML, b'<omm><A>1</A><USER_DEFINED parameter="A">2</USER_DEFINED></omm>'),
    (Format.XML, b"<ndm><omm><A>1</A></omm><OMM><A>2</A></OMM></ndm>"),
    (Format.XML, b"<ndm><error>none</error><omm><A>1</A></omm></ndm>"),
    (Format.TLE, FIRST.encode()),
    (Format.TLE, f"{FIRST}\n{SECOND}\n<br />\n<b>Fatal error</b>\n".encode()),
    (Format.TLE, f"{FIRST}\n{SECOND}\nA NAME\n".encode()),
    (Format.TLE, f" {FIRST}\n {SECOND}\n".encode()),
    (Format.TLE, f"\t{FIRST}\n\t{SECOND}\n{FIRST}\n{SECOND}\n".encode()),
    (Format.TLE, f"ISS{FIRST}\n{SECOND}\n".encode()),
    (Format.TLE, f"ISS{FIRST}{SECOND}\nISS\n{FIRST}\n{SECOND}\n".encode()),
    (Format.TLE, f"ISS{FIRST}\n{FIRST}\n{SECOND}\n".encode()),
    (Format.TLE, f"{FIRST}\n{FIRST}\n".encode()),
    (Format.TLE, f"{SECOND}\n{FIRST}\n".encode()),
    (Format.TLE, f"{FIRST[:-2]}\n{SECOND}\n".encode()),
    (Format.TLE, f"{FIRST[:-1]}{(int(FIRST[-1]) + 1) % 10}\n{SECOND}\n".encode()),
    (Format.TLE, f"{FIRST}\n{resummed(SECOND[:2] + '25545' + SECOND[7:])}\n".encode()),
    (Format.TLE, f"{FIRST}\n{resummed(SECOND[:11] + '_' + SECOND[12:])}\n".encode()),
    (Format.TLE, f"{resummed(FIRST[:18] + 'X' * 14 + FIRST[32:])}\n{SECOND}\n".encode()),
]


@pytest.mark.parametrize(("format_", "body"), MALFORMED)
def test_broken_bodies_are_refused_without_a_word_of_theirs(format_, body):
    """A body that is not whole and right raises, and the error holds no part of it."""
    with pytest.raises(MalformedError) as caught:
        read(format_, body)

    assert caught.value.__cause__ is None
    assert "25544" not in str(caught.value)


@pytest.mark.parametrize("format_", Format)
@settings(deadline=None)
@given(data=st.data())
def test_cut_bodies_give_fewer_records_or_none(format_, data):
    """A body that was cut is refused, or is without the records that were cut off."""
    body = BODIES[format_]
    cut = data.draw(st.integers(0, len(body) - 1))
    whole = read(format_, body)
    with contextlib.suppress(MalformedError):
        found = read(format_, body[:cut])
        assert found == whole[: len(found)]


@pytest.mark.parametrize("format_", Format)
@settings(deadline=None)
@given(body=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(format_, body):
    """Whatever comes, nothing but MalformedError is raised."""
    with contextlib.suppress(MalformedError):
        read(format_, body)


def test_bodies_have_bounds(monkeypatch):
    """More bytes or more records than a body may have are refused while they come."""
    monkeypatch.setattr("services.satellites.catalogue.decode.port.BODY_BYTES_MAX", 100)
    with pytest.raises(MalformedError, match="bytes"):
        make_decoder(Format.JSON).feed(b"[" + b" " * 100)
    monkeypatch.setattr("services.satellites.catalogue.decode.port.RECORDS_MAX", 2)
    with pytest.raises(MalformedError, match="records"):
        make_decoder(Format.JSON).feed(b"[{},{},{}]")


ODD_ENCODINGS = (
    "big5",
    "shift_jis",
    "utf-7",
    "utf-32",
    "foo",
    "hex",
    "rot13",
    "idna",
    "undefined",
    "punycode",
)
"""Those for which Python's codecs raise errors of five kinds."""


@pytest.mark.parametrize("encoding", ODD_ENCODINGS)
def test_an_encoding_that_is_asked_of_no_codec_is_malformed(encoding):
    """XML in an encoding that expat does not read is refused, as sets and as states."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    with pytest.raises(MalformedError, match="UTF-8"):
        read(Format.XML, head + b"<ndm></ndm>")
    with pytest.raises(MalformedError, match="UTF-8"):
        decode_oem_xml("a.xml", head + b"<oem></oem>")


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-16", "ISO-8859-1", "us-ascii"])
def test_encodings_that_expat_reads_are_read(encoding):
    """A document is read in each of them."""
    text = XML.replace("UTF-8", encoding)
    assert read(Format.XML, text.encode(encoding)) == read(Format.XML, XML.encode())
