"""Occasions: what a rule starts one execution for, and what that execution is given. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from shared.contracts.messages.description import Description, Findings
from shared.contracts.messages.workflow import Each, WorkflowRule
from shared.model.entry import Entry
from shared.states.values import Json

GROUP_BYTES_MAX: Final = 128 * 1024
"""Of the list of a group's files: half of what an execution may be given."""

FINDINGS_BYTES_MAX: Final = 64 * 1024
"""Of what a description tells of a content; where there is more, its facts are left out."""

LAST: Final = "\U0010ffff"
"""After all paths of a revision: no path of a collection begins so."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """How far a rule is in the log of its collection: up to this file of this revision, included."""

    revision: int
    path: str = LAST
    described: int = field(default=0, compare=False)
    """How far it is in the stream of descriptions, where these start executions."""

    def text(self) -> str:
        """Return the place as it is kept."""
        described = f":{self.described}" if self.described else ""
        return f"{self.revision}{described} {self.path}"


def place_of(text: str) -> Place:
    """Return the place that a text names."""
    numbers, _, path = text.partition(" ")
    revision, _, described = numbers.partition(":")
    return Place(int(revision), path, int(described or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is next in the queue of a rule."""

    place: Place
    """Where the rule is after it."""
    files: tuple[Entry, ...] = ()
    """That fit; none: nothing is started for it."""
    message: str = ""
    """What was said of the group."""
    description: Description | None = None


def given_to(rule: WorkflowRule, occasion: Occasion) -> dict[str, Json]:
    """Return the input of the execution that an occasion starts."""
    given: dict[str, Json] = {"rule": rule.rule, "payload": rule.payload}
    if rule.each is Each.GROUP:
        files: list[Json] = [_file(rule, one) for one in occasion.files]
        given |= {"files": files, "revision": occasion.files[0].revision, "message": occasion.message}
        return given
    given["file"] = _file(rule, occasion.files[0])
    if occasion.description is not None and occasion.description.findings is not None:
        given["description"] = _told(occasion.description.findings)
    return given


def is_too_large(files: Sequence[Entry]) -> bool:
    """Tell whether a list of files is more than an execution may be given."""
    # Hash, size and names of fields take some 200 bytes of each.
    return sum(len(json.dumps(one.path)) + 200 for one in files) > GROUP_BYTES_MAX


def _file(rule: WorkflowRule, entry: Entry) -> dict[str, Json]:
    return {
        "collection": rule.collection,
        "path": entry.path,
        "revision": entry.revision,
        "content": entry.state.content,
        "size": entry.state.size,
    }


def _told(findings: Findings) -> dict[str, Json]:
    told: dict[str, Json] = findings.model_dump(mode="json", exclude_none=True)
    if len(json.dumps(told)) <= FINDINGS_BYTES_MAX:
        return told
    return {name: told[name] for name in ("kind", "completeness")} | {"left_out": True}
