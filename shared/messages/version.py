"""The major version of messages: what a reader of this version may read, and where it must stop."""

import json

SCHEMA_VERSION = 1


class NewerSchemaError(Exception):
    """A peer runs a newer major version. The operator must upgrade this service before it can go on."""


def check_version(body: str) -> None:
    """Check the version that a JSON body names; malformed bodies are left to the model to refuse.

    Raises:
        NewerSchemaError: the version is above ours.
    """
    try:
        document = json.loads(body)
    except ValueError:
        return
    version = document.get("schema_version", SCHEMA_VERSION) if isinstance(document, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise NewerSchemaError(f"message has schema version {version}, this service reads {SCHEMA_VERSION}")
