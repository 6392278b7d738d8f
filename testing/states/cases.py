"""Cases of the corpus: a definition, an input, how its tasks behave, and what must come of it."""

import json
from pathlib import Path
from typing import Any

from pydantic import Field

from shared.model.base import FrozenModel
from shared.states.limits import Limits
from shared.states.values import Json
from testing.states.world import Answer, World


class Case(FrozenModel):
    """One file of the corpus.

    `issue` names where another engine got it wrong, `moto` says why moto's engine is no oracle for it.
    """

    about: str
    definition: Json
    input: Json
    tasks: dict[str, list[Answer]] = Field(default_factory=dict)
    limits: dict[str, Any] = Field(default_factory=dict)
    expect: dict[str, Any]
    history: list[str]
    issue: str | None = None
    moto: str | None = None

    def world(self) -> World:
        """A world in which the tasks behave as the case says."""
        return World(self.definition, self.tasks, Limits(**self.limits))


def read_cases(folder: Path) -> dict[str, Case]:
    """All cases of a folder, by the path of their file."""
    return {
        str(path.relative_to(folder).with_suffix("")): Case(**json.loads(path.read_text()))
        for path in sorted(folder.rglob("*.json"))
    }
