"""A PROPFIND is read and answered as RFC 4918 has it, and odd bodies cost nothing."""

from xml.etree import ElementTree as Xml

import pytest

from services.gateway.tree.dav import multistatus
from services.gateway.tree.dav.properties import OC, Resource, response
from services.gateway.tree.dav.propfind import BODY_BYTES_MAX, EVERYTHING, Asked, Question, question_of
from services.gateway.tree.dav.request import DavRequestError
from services.gateway.tree.row import Row

RCLONE = b"""<?xml version="1.0"?>
<d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:x="urn:x">
 <d:prop><d:getlastmodified/><d:getcontentlength/><oc:checksums/><x:colour/></d:prop>
</d:propfind>"""
FILE = Resource(
    address="/data/spice/a%3Ab.bsp",
    row=Row(name="a:b.bsp", directory=False, size=12, mtime=1_700_000_000, content="c" * 64),
    digests={"SHA1": "ab", "MD5": "cd"},
)
FOLDER = Resource(
    address="/data/spice/ck/", row=Row(name="ck", directory=True, size=0, mtime=0, content=None), digests={}
)


def answered(resource: Resource, question: Question) -> Xml.Element:
    """Return the parsed answer about one resource."""
    root = Xml.fromstring(multistatus.HEAD + response(resource, question) + multistatus.FOOT)
    (one,) = root
    return one


def properties(resource: Resource, question: Question) -> dict[str, list[str]]:
    """Return the names of properties by their status."""
    return {
        part.findtext("{DAV:}status", "").split()[1]: [child.tag for child in part[0]]
        for part in answered(resource, question).iter("{DAV:}propstat")
    }


def test_the_three_questions_are_told_apart():
    """No body asks for everything."""
    assert question_of(b"") == EVERYTHING
    assert question_of(b'<propfind xmlns="DAV:"><allprop/></propfind>') == EVERYTHING
    assert question_of(b'<propfind xmlns="DAV:"><propname/></propfind>').asked is Asked.NAMES
    assert len(question_of(RCLONE).names) == 4


def test_what_is_asked_for_is_answered_and_the_rest_is_named():
    """A property that is not there is told by 404, as clients expect."""
    told = properties(FILE, question_of(RCLONE))

    assert told == {
        "200": ["{DAV:}getlastmodified", "{DAV:}getcontentlength", f"{OC}checksums"],
        "404": ["{urn:x}colour"],
    }
    assert answered(FILE, EVERYTHING).findtext(f".//{OC}checksum") == "SHA1:ab MD5:cd"


def test_files_and_directories_are_told_apart():
    """`resourcetype` is what clients go by."""
    assert answered(FOLDER, EVERYTHING).find(".//{DAV:}collection") is not None
    assert answered(FILE, EVERYTHING).find(".//{DAV:}collection") is None
    assert "{DAV:}getcontentlength" not in properties(FOLDER, EVERYTHING)["200"]


def test_names_alone_have_no_values():
    """They are many, and dear."""
    told = answered(FILE, Question(asked=Asked.NAMES))

    assert told.findtext(".//{DAV:}getcontentlength") in (None, "")
    assert "{DAV:}getetag" in properties(FILE, Question(asked=Asked.NAMES))["200"]


@pytest.mark.parametrize("name", ["a\x01b", "a\rb", "<&>", "\ufffe", "ü"])
def test_every_name_leaves_the_document_well_formed(name: str):
    """A file's name may hold what XML cannot."""
    row = Row(name=name, directory=False, size=0, mtime=0, content="c" * 64)
    shown = answered(Resource(address="/x", row=row, digests={}), EVERYTHING).findtext(".//{DAV:}displayname")

    assert shown is not None
    assert len(shown) == len(name)


@pytest.mark.parametrize(
    "body",
    [
        b"<propfind/>",
        b"not xml",
        b'<!DOCTYPE x [<!ENTITY e "f">]><propfind xmlns="DAV:"><allprop/></propfind>',
        b'<!DOCTYPE x SYSTEM "http://elsewhere/x.dtd"><propfind xmlns="DAV:"><allprop/></propfind>',
        b'<propfind xmlns="DAV:"/>',
        b"<?xml version='1.0' encoding='no-such'?><a/>",
        b'<propfind xmlns="DAV:"><prop>'
        + b"".join(b"<p%d/>" % n for n in range(300))
        + b"</prop></propfind>",
        b" " + b"<" * (BODY_BYTES_MAX + 1),
        b"\xff\xfe\x00",
    ],
)
def test_other_bodies_are_refused_in_words(body: bytes):
    """Document types, unknown encodings, and more than is read."""
    with pytest.raises(DavRequestError):
        question_of(body)
