"""Every document that is written from the code."""

import json

import yaml

from scripts.contracts.asyncapi import asyncapi
from scripts.contracts.openapi import openapi
from scripts.contracts.subjects import subjects_page

WIDTH = 110


def documents() -> dict[str, str]:
    """Return the text of each document, by its path in the repository."""
    written = "# Written by `make contracts` from the code: do not edit.\n"
    found = {
        "docs/asyncapi.yaml": written + yaml.safe_dump(asyncapi(), sort_keys=False, width=WIDTH),
        "docs/subjects.md": subjects_page(),
    }
    for name, document in openapi().items():
        found[name] = json.dumps(document, indent=2) + "\n"
    return found
