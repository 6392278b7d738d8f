"""The kind that a file's name claims: NAIF's suffixes, in either case, and those of ISIS and old archives."""

from types import MappingProxyType

from shared.model.impostors import PARTIAL_SUFFIXES
from shared.spice.kinds.kind import Family, Form

_TEXT = {
    "ti": "ik",
    "iak": "ik",
    "tf": "fk",
    "tm": "mk",
    "mk": "mk",
    "tsc": "sclk",
    "tls": "lsk",
    "tpc": "pck",
}
_DAF = {"bc": "ck", "bck": "ck", "bsp": "spk", "bpc": "pck"}
_DAS = {"bes": "ek", "bdb": "ek", "bpe": "ek", "bep": "ek", "bds": "dsk"}
_DAF_TRANSFER = {"xc": "ck", "xsp": "spk", "xpc": "pck"}
_DAS_TRANSFER = {"xes": "ek", "xdb": "ek", "xds": "dsk"}
_OTHER = {"ten": "ek", "orb": "orbit-numbers", "nrb": "orbit-numbers"}

SUFFIXES = MappingProxyType(
    {
        suffix: (Family(family), form)
        for form, table in (
            (Form.TEXT, _TEXT | _OTHER),
            (Form.DAF, _DAF),
            (Form.DAS, _DAS),
            (Form.DAF_TRANSFER, _DAF_TRANSFER),
            (Form.DAS_TRANSFER, _DAS_TRANSFER),
        )
        for suffix, family in table.items()
    }
)
"""Family and form by suffix (Kernel Required Reading; `research` of the archives' conventions)."""


def claimed(name: str) -> tuple[Family, Form] | None:
    """Return the family and form that a name or path claims, None where it claims none."""
    return SUFFIXES.get(_suffix(name.rpartition("/")[2]))


def is_partial(name: str) -> bool:
    """Tell whether a name is that of an unfinished download of a kernel."""
    base = name.rpartition("/")[2]
    whole = base.rpartition(".")[0]
    return _suffix(base) in PARTIAL_SUFFIXES and _suffix(whole) in SUFFIXES


def _suffix(base: str) -> str:
    return base.rpartition(".")[2].lower() if "." in base else ""
