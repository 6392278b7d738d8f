"""The decoder of each format of states. Pure."""

from collections.abc import Mapping

from services.satellites.catalogue.ephemerides.oem_lines import decode_oem
from services.satellites.catalogue.ephemerides.oem_xml import decode_oem_xml
from services.satellites.catalogue.ephemerides.raw import DecodeStates, StateFormat
from services.satellites.catalogue.ephemerides.starlink import decode_starlink

DECODERS: Mapping[StateFormat, DecodeStates] = {
    StateFormat.OEM: decode_oem,
    StateFormat.OEM_XML: decode_oem_xml,
    StateFormat.STARLINK: decode_starlink,
}
