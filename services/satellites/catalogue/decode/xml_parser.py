"""The parser of XML that comes from outside: no document type, no encoding but what expat itself reads. Pure.

For any other encoding expat asks Python's codecs, which a provider would choose by name, and which raise
whatever they like. CCSDS 505.0-B wants UTF-8.
"""

from xml.parsers import expat

from services.satellites.catalogue.decode.port import MalformedError

ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16be", "utf-16le", "iso-8859-1", "us-ascii"})
"""What expat reads without asking anybody."""


def new_parser() -> expat.XMLParserType:
    """Return a parser that refuses document types and other encodings with MalformedError."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_type
    parser.XmlDeclHandler = _check_encoding
    return parser


def parse(parser: expat.XMLParserType, data: bytes, *, final: bool) -> None:
    """Read a piece of a document. Raises MalformedError."""
    try:
        parser.Parse(data, final)
    except expat.ExpatError:
        raise MalformedError("the XML is not well formed, or ends too early") from None


def _refuse_type(*_: object) -> None:
    raise MalformedError("the XML has a document type: no provider needs one")


def _check_encoding(_: str, encoding: str | None, __: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise MalformedError("the XML names an encoding that is not read: the provider must send UTF-8")
