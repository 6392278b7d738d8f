"""Definitions as they are kept: their text, its digest as version, and who may read them."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import StringConstraints

from shared.model.base import FrozenModel
from shared.model.names import NAME_PATTERN
from shared.states.definition.model import Definition
from shared.states.definition.parse import parse_definition
from shared.states.limits import Limits

SCHEMA_VERSION: Final = "1.0"
"""The major number changes when an older reader would misunderstand a stored definition."""

WorkflowName = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]


class StoredDefinition(FrozenModel):
    """One version of a workflow. Executions name it by its digest, and keep to it when there is a newer one.

    `digest` is the SHA-256 of the text's UTF-8 in hexadecimal; `saved_at` is UTC.
    """

    schema_version: str = SCHEMA_VERSION
    workflow: WorkflowName
    digest: str
    text: str
    saved_at: datetime


class WrongDigestError(ValueError):
    """A stored definition is not the text that its digest names: the operator must restore it."""


def to_store(workflow: str, text: str, saved_at: datetime, limits: Limits) -> StoredDefinition:
    """The definition checked and ready to be kept; DefinitionError says what its author must mend."""
    digest = parse_definition(text, limits).digest
    return StoredDefinition(workflow=workflow, digest=digest, text=text, saved_at=saved_at)


def from_store(stored: StoredDefinition, limits: Limits) -> Definition:
    """The definition compiled again. WrongDigestError: it is not the text that was checked when saved."""
    definition = parse_definition(stored.text, limits)
    if definition.digest != stored.digest:
        raise WrongDigestError(
            f"the definition of {stored.workflow} is not the one saved as {stored.digest}: restore it"
        )
    return definition
