"""Lines out of pieces of bytes. Pure."""

import codecs
from collections.abc import Sequence

from services.satellites.catalogue.decode.bounds import RECORD_BYTES_MAX
from services.satellites.catalogue.decode.port import MalformedError


class Lines:
    """Splits what is fed into lines, whatever ends them, each within the bound of a record."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._rest = ""

    def feed(self, data: bytes | bytearray) -> Sequence[str]:
        """Return the lines that `data` has completed, without their ends. Raises MalformedError."""
        try:
            text = self._rest + self._utf8.decode(bytes(data))
        except UnicodeDecodeError:
            raise MalformedError("the text is not UTF-8") from None
        *lines, self._rest = text.split("\n")
        if max(map(len, (*lines, self._rest))) > RECORD_BYTES_MAX:
            raise MalformedError(f"the text has a line of more than {RECORD_BYTES_MAX} characters")
        return [line.removesuffix("\r") for line in lines]

    def rest(self) -> str:
        """Return what has no end of line yet."""
        return self._rest.strip()
