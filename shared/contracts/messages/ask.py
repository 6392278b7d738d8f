"""Asks: what a person wants of sites, from whichever manager they spoke to."""

from enum import StrEnum

from shared.model.base import FrozenModel
from shared.model.names import CollectionName
from shared.model.numbers import SchemaVersion

EVERYBODY = "_"
"""Stands for all sites in the subject of an ask; no site can have this name."""


class AskKind(StrEnum):
    """What is asked."""

    SCAN = "scan"
    RELEASE = "release"


class Ask(FrozenModel):
    """One ask; its number is its stream sequence."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    kind: AskKind
    site: str = EVERYBODY
