"""The family of a text kernel without an id word, told by the variables that it assigns."""

import re

from shared.spice.kinds.kind import Family

_ASSIGNED = re.compile(rb"^[ \t]*([^\s=()',]{1,64})[ \t]*\+?=", re.MULTILINE)
_DATA = re.compile(rb"^[ \t]*\\begindata[ \t]*$(.*?)(?:^[ \t]*\\begintext[ \t]*$|\Z)", re.M | re.S)

_RULES = (
    (re.compile(rb"KERNELS_TO_LOAD$"), Family.MK),
    (re.compile(rb"DELTET/"), Family.LSK),
    (re.compile(rb"SCLK(_DATA_TYPE|_KERNEL_ID|_PARTITION|\d\d_)"), Family.SCLK),
    (re.compile(rb"(TK)?FRAME_|NAIF_BODY_|NAIF_SURFACE_"), Family.FK),
    (re.compile(rb"INS-?\d+_"), Family.IK),
    (re.compile(rb"BODY-?\d+_"), Family.PCK),
)
"""Variables in the order in which they decide: a meta-kernel may set frames too, an FK may set constants."""

VARIABLES_MAX = 10_000
"""Variables that are looked at: the pool of CSPICE has room for 26 003."""


def family_of_variables(text: bytes) -> Family | None:
    """Return the family that the assignments of a text kernel show, None where they show none."""
    names: set[bytes] = set()
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for block in _DATA.finditer(text):
        for match in _ASSIGNED.finditer(block[1]):
            names.add(match[1])
            if len(names) >= VARIABLES_MAX:
                break
    for pattern, family in _RULES:
        if any(pattern.match(name) for name in names):
            return family
    return None
