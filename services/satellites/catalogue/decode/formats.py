"""The decoder of each format. Pure."""

from collections.abc import Mapping

from services.satellites.catalogue.decode.csv_records import CsvRecords
from services.satellites.catalogue.decode.json_records import JsonRecords
from services.satellites.catalogue.decode.port import Counted, Decoder, Format, MakeDecoder
from services.satellites.catalogue.decode.tle_records import TleRecords
from services.satellites.catalogue.decode.xml_records import XmlRecords

MAKERS: Mapping[Format, MakeDecoder] = {
    Format.JSON: JsonRecords,
    Format.CSV: CsvRecords,
    Format.XML: XmlRecords,
    Format.TLE: TleRecords,
}


def make_decoder(format_: Format) -> Decoder:
    """Return a decoder of one body, within the bounds of bodies."""
    return Counted(MAKERS[format_]())
