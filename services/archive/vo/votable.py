"""VOTables (VOTable 1.4) as text. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MEDIA_TYPE = "application/x-votable+xml"

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">\n'
)

ILLEGAL = {code: None for code in range(32) if code not in (9, 10, 13)}
"""Characters that XML 1.0 has no way to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column, or one parameter of a service."""

    name: str
    datatype: str
    """As VOTable names it; texts are `char` of any length."""
    unit: str = ""
    ucd: str = ""
    utype: str = ""
    xtype: str = ""
    description: str = ""
    arraysize: str = ""
    """Of numbers, where there are several."""
    id: str = ""
    """By which parameters of services name it."""
    ref: str = ""
    """Of a parameter: the column whose value it takes."""

    def attributes(self) -> str:
        """Return what describes it, as XML."""
        size = self.arraysize or ("*" if self.datatype == "char" else "")
        pairs = {"name": self.name, "datatype": self.datatype, "arraysize": size, "unit": self.unit}
        pairs |= {"ucd": self.ucd, "utype": self.utype, "xtype": self.xtype, "ID": self.id, "ref": self.ref}
        return " ".join(f"{key}={quoteattr(value)}" for key, value in pairs.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResource:
    """A service that a table leads to (DataLink 1.1, section 4)."""

    id: str
    standard: str
    url: str
    parameters: Sequence[Field]
    """What it takes; clients write values by their types."""


def table(
    fields: Sequence[Field],
    rows: Iterable[Sequence[object]],
    *,
    overflow: bool = False,
    services: Sequence[ServiceResource] = (),
) -> str:
    """Return a table of results; `overflow` says that there are more rows than it has."""
    known = list(rows)
    more: list[Sequence[object]] = [()] if overflow else []
    return "".join(table_pieces(fields, [*known, *more], most=len(known), services=services))


def table_pieces(
    fields: Sequence[Field],
    rows: Iterable[Sequence[object]],
    *,
    most: int,
    services: Sequence[ServiceResource] = (),
) -> Iterator[str]:
    """Yield a table of results of so many rows at most; it says where there are more."""
    columns = "".join(
        f"<FIELD {one.attributes()}><DESCRIPTION>{escape(one.description)}</DESCRIPTION></FIELD>\n"
        for one in fields
    )
    yield (
        f'{HEAD}<RESOURCE type="results">\n<INFO name="QUERY_STATUS" value="OK"/>\n<TABLE>\n{columns}'
        "<DATA><TABLEDATA>\n"
    )
    end = ""
    for number, row in enumerate(rows):
        if number == most:
            end = '<INFO name="QUERY_STATUS" value="OVERFLOW"/>\n'
            break
        yield f"<TR>{''.join(map(_cell, row))}</TR>\n"
    yield (f"</TABLEDATA></DATA>\n</TABLE>\n{end}</RESOURCE>\n{''.join(map(_service, services))}</VOTABLE>\n")


def error(words: str) -> str:
    """Return the answer to a question that is refused (DALI 1.1, section 4.2)."""
    return (
        f'{HEAD}<RESOURCE type="results">\n<INFO name="QUERY_STATUS" value="ERROR">{_text(words)}</INFO>\n'
        "</RESOURCE>\n</VOTABLE>\n"
    )


def _service(one: ServiceResource) -> str:
    parameters = "".join(f'<PARAM {each.attributes()} value=""/>\n' for each in one.parameters)
    return (
        f'<RESOURCE type="meta" utype="adhoc:service" ID={quoteattr(one.id)}>\n'
        f'<PARAM name="standardID" datatype="char" arraysize="*" value={quoteattr(one.standard)}/>\n'
        f'<PARAM name="accessURL" datatype="char" arraysize="*" value={quoteattr(one.url)}/>\n'
        f'<GROUP name="inputParams">\n{parameters}</GROUP>\n</RESOURCE>\n'
    )


def _cell(value: object) -> str:
    return "<TD/>" if value is None else f"<TD>{_text(str(value))}</TD>"


def _text(value: str) -> str:
    return escape(value.translate(ILLEGAL))
