"""The question for a zip: as JSON, or as the form that pages for OCS' archive send. Pure."""

import json
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import Field, ValidationError

from shared.model.base import FrozenModel
from shared.web.problem import MalformedError

IDS_MAX = 100_000
"""Of one request: as many as a zip may ever have."""

FIELDS_MAX = IDS_MAX + 10
"""Of one form: a number each, and the others."""

FORM = "application/x-www-form-urlencoded"

JSON = "application/json"

IDS = "frame_ids"

SHOWN = 3
"""Errors of a body that are told: each of many numbers may be one."""


class ZipRequest(FrozenModel):
    """Frames, by their numbers."""

    frame_ids: Annotated[tuple[Annotated[int, Field(ge=1, le=2**63 - 1)], ...], Field(max_length=IDS_MAX)]
    uncompress: bool = False
    """Whether `.fits.fz` files are unpacked."""
    catalog_only: bool = False
    """Whether of reduced exposures the catalogue alone is told."""
    auth_token: str | None = Field(default=None, max_length=200)
    """Of who asks, for clients that cannot say it in the head."""


DOCUMENTED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": ZipRequest.model_json_schema()} for kind in (JSON, FORM)},
    }
}
"""The body as OpenAPI has it; in a form each number is a field of its own."""


def zip_request(body: bytes, media_type: str) -> ZipRequest:
    """Return what a body asks.

    Raises:
        MalformedError: it is out of form.
    """
    try:
        said = _of_form(body) if media_type.partition(";")[0].strip().lower() == FORM else json.loads(body)
        return ZipRequest.model_validate(said)
    except ValidationError as error:
        raise MalformedError(_told(error)) from error
    except (ValueError, RecursionError) as error:
        raise MalformedError("the body is neither JSON nor a form") from error


def _of_form(body: bytes) -> dict[str, Any]:
    """Return the fields: numbers as `frame_ids`, `frame_ids[]` or `frame_ids[0]`, as scripts write a list."""
    form: dict[str, Any] = {IDS: []}
    for name, value in parse_qsl(body.decode(), max_num_fields=FIELDS_MAX):
        if name.partition("[")[0] == IDS:
            form[IDS].append(value)
        else:
            form[name] = value
    return form


def _told(error: ValidationError) -> str:
    found = error.errors()[:SHOWN]
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in found)
