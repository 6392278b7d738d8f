"""Every document that is written from the code."""

import json

import yaml

from scripts.contracts.asyncapi import asyncapi
from scripts.contracts.openapi import NAMES, openapi
from scripts.contracts.subjects import subjects_page

WIDTH = 110
ASYNCAPI = "docs/asyncapi.yaml"
SUBJECTS = "docs/subjects.md"
PATHS = (ASYNCAPI, SUBJECTS, *NAMES)
"""Where the documents are, known without writing them: that takes seconds."""


def documents() -> dict[str, str]:
    """Return the text of each document, by its path in the repository."""
    written = "# Written by `make contracts` from the code: do not edit.\n"
    found = {
        ASYNCAPI: written + yaml.safe_dump(asyncapi(), sort_keys=False, width=WIDTH),
        SUBJECTS: subjects_page(),
    }
    for name, document in openapi().items():
        found[name] = json.dumps(document, indent=2) + "\n"
    return found
