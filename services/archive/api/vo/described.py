"""The words of the virtual observatory's services about themselves (VOSI 1.1)."""

from typing import Any
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.responses import Response

from services.archive.api.asking import Asked
from services.archive.api.vo.asking import ROWS, ROWS_MAX, publisher_of
from services.archive.vo.obscore import TABLE, obscore_columns

XML = "application/xml"

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

SPACES = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" '
    'xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0"'
)

TOLD: dict[int | str, dict[str, Any]] = {200: {"content": {XML: {"schema": {"type": "string"}}}}}

router = APIRouter(prefix="/vo", tags=["virtual observatory"])


@router.get("/sia2/capabilities", responses=TOLD, response_class=Response)
async def read_sia_capabilities(desk: Asked) -> Response:
    """Where images are asked for."""
    base = f"{desk.base}/vo/sia2"
    return _capabilities(
        base, _capability("ivo://ivoa.net/std/SIA#query-2.0", f"{base}/query", "vs:ParamHTTP")
    )


@router.get("/tap/capabilities", responses=TOLD, response_class=Response)
async def read_tap_capabilities(desk: Asked) -> Response:
    """What is answered in ADQL."""
    base = f"{desk.base}/vo/tap"
    limits = (
        f'<outputLimit><default unit="row">{ROWS}</default><hard unit="row">{ROWS_MAX}</hard></outputLimit>'
    )
    language = (
        "<language><name>ADQL</name><version>2.1</version>"
        "<description>one SELECT from one table</description></language>"
        '<outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-td">'
        "<mime>application/x-votable+xml</mime><alias>votable</alias></outputFormat>"
    )
    # TAP 1.1, section 2: the interface is the service's base.
    tap = (
        '<capability standardID="ivo://ivoa.net/std/TAP" xsi:type="tr:TableAccess">'
        f'<interface xsi:type="vs:ParamHTTP" role="std" version="1.1"><accessURL use="base">{escape(base)}'
        f"</accessURL></interface>{language}{limits}</capability>\n"
    )
    tables = _capability("ivo://ivoa.net/std/VOSI#tables-1.1", f"{base}/tables", "vs:ParamHTTP")
    return _capabilities(base, tap + tables)


@router.get("/tap/tables", responses=TOLD, response_class=Response)
async def read_tables(desk: Asked) -> Response:
    """The one table, and its columns."""
    columns = "".join(
        f"<column><name>{field.name}</name><description>{escape(field.description)}</description>"
        f"<unit>{field.unit}</unit><ucd>{field.ucd}</ucd>"
        f'<dataType xsi:type="vs:VOTableType"{_arraysize(field.datatype)}>{field.datatype}</dataType>'
        "</column>\n"
        for field, _ in obscore_columns(publisher_of(desk)).values()
    )
    return Response(
        f'{HEAD}<vosi:tableset xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0" {SPACES}>\n'
        f'<schema><name>ivoa</name><table type="table"><name>{TABLE}</name>'
        f"<description>frames, as ObsCore 1.1 has them</description>\n{columns}</table></schema>\n"
        "</vosi:tableset>\n",
        media_type=XML,
    )


@router.get("/tap/availability", responses=TOLD, response_class=Response)
@router.get("/sia2/availability", responses=TOLD, response_class=Response)
async def read_availability(desk: Asked) -> Response:
    """That questions are answered: it takes a database that answers this one."""
    await desk.ask(lambda _: None)
    return Response(
        f'{HEAD}<vosi:availability xmlns:vosi="http://www.ivoa.net/xml/VOSIAvailability/v1.0">'
        "<vosi:available>true</vosi:available></vosi:availability>\n",
        media_type=XML,
    )


def _capabilities(base: str, own: str) -> Response:
    common = _capability("ivo://ivoa.net/std/VOSI#capabilities", f"{base}/capabilities", "vs:ParamHTTP")
    common += _capability("ivo://ivoa.net/std/VOSI#availability", f"{base}/availability", "vs:ParamHTTP")
    return Response(
        f'{HEAD}<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" {SPACES}>\n'
        f"{own}{common}</vosi:capabilities>\n",
        media_type=XML,
    )


def _capability(standard: str, url: str, kind: str) -> str:
    return (
        f'<capability standardID="{standard}"><interface xsi:type="{kind}" role="std">'
        f'<accessURL use="full">{escape(url)}</accessURL></interface></capability>\n'
    )


def _arraysize(datatype: str) -> str:
    return ' arraysize="*"' if datatype == "char" else ""
