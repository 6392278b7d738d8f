"""The major version of messages: what a reader of this version may read, and where it must stop."""

from typing import Final

from pydantic import BaseModel, JsonValue, ValidationError

from shared.model.errors import OperatorError

SCHEMA_VERSION = 1

CHUNKED_VERSION: Final = 2
"""Of messages that name the chunks of a larger one. What is in the chunks is of SCHEMA_VERSION."""


class NewerSchemaError(OperatorError):
    """A peer runs a newer major version. The operator must upgrade this service before it can go on."""


class _Versioned(BaseModel):
    """What every message has. All else of it is passed over, without a Python object for each value."""

    schema_version: JsonValue = SCHEMA_VERSION


def named_version(body: str | bytes) -> JsonValue:
    """Return the version that a JSON body names; None where it is malformed, however deep it is nested."""
    try:
        return _Versioned.model_validate_json(body).schema_version
    except ValidationError:
        return None


def check_version(body: str) -> None:
    """Check the version that a JSON body names; malformed bodies are left to the model to refuse.

    Raises:
        NewerSchemaError: the version is above ours.
    """
    version = named_version(body)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise NewerSchemaError(f"message has schema version {version}, this service reads {SCHEMA_VERSION}")
