"""The kind of a kernel: its family, its form, and what that was told by."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """The families of kernels (Kernel Required Reading). Values are published: they never change."""

    SPK = "spk"
    CK = "ck"
    PCK = "pck"
    LSK = "lsk"
    SCLK = "sclk"
    FK = "fk"
    IK = "ik"
    MK = "mk"
    DSK = "dsk"
    EK = "ek"
    ORBIT_NUMBERS = "orbit-numbers"
    UNKNOWN = "unknown"


class Form(StrEnum):
    """The container of a kernel."""

    DAF = "daf"
    DAS = "das"
    TEXT = "text"
    DAF_TRANSFER = "daf-transfer"
    DAS_TRANSFER = "das-transfer"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """What a family was told by."""

    CONTENT = "content"
    NAME = "name"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of one content under one name."""

    family: Family
    form: Form
    evidence: Evidence


UNKNOWN_KIND = Kind(Family.UNKNOWN, Form.UNKNOWN, Evidence.NOTHING)
