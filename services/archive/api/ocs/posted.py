"""The body of a posted frame, as `ocs-ingester` makes it, read into a record. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from services.archive.api.ocs.values import CONFIGURATION_TYPES
from shared.contracts.messages.frames.frame_record import FrameRecord
from shared.fits.frame.dates import NEVER
from shared.fits.frame_name import split_name

Errors = dict[str, Any]
"""Messages by field, as upstream answers them."""

Value = TypeVar("Value")
Model = TypeVar("Model", bound=BaseModel)

REQUIRED = "This field is required."

TEXTS = (
    *("proposal_id", "instrument_id", "target_name", "site_id", "telescope_id"),
    *("primary_optical_element", "configuration_type"),
)


class PostedError(ValueError):
    """The body is out of form."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(str(errors))
        self.errors = errors


def record_of(body: object, *, collection: str, now: datetime) -> FrameRecord:
    """Return the record that a body makes.

    Raises:
        PostedError: it lacks something, or something in it is out of form.
    """
    if not isinstance(body, dict):
        raise PostedError({"non_field_errors": ["Invalid data: expected an object."]})
    version = version_of(body)
    fields: dict[str, Any] = {name: text_of(body, name) for name in TEXTS}
    if fields["configuration_type"] not in CONFIGURATION_TYPES:
        raise PostedError(
            {"configuration_type": [f"{fields['configuration_type']!r} is not a valid choice."]}
        )
    fields |= {
        "observation_date": field_of(body, "observation_date", instant_of),
        "observation_day": field_of(body, "observation_day", _day),
        "public_date": public_date_of(body),
        "exposure_time": field_of(body, "exposure_time", float),
        "reduction_level": field_of(body, "reduction_level", int) or 0,
        "observation_id": field_of(body, "observation_id", int),
        "request_id": field_of(body, "request_id", int),
    }
    basename = body.get("basename")
    if isinstance(basename, str) and split_name(basename)[1]:
        raise PostedError({"basename": ["A file's name up to its first dot."]})
    return validated(
        FrameRecord,
        {
            "collection": collection,
            "basename": basename,
            **version,
            "made_at": now,
            "fields": fields,
            "headers": body.get("headers") or {},
            "area": _rings(body.get("area")),
            "related": _related(body.get("related_frame_filenames")),
        },
    )


def version_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the one version: upstream breaks where there is none. Raises PostedError."""
    found = body.get("version_set")
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], dict):
        raise PostedError({"version_set": [REQUIRED if not found else "Exactly one version is taken."]})
    one = found[0]
    return {"md5": one.get("md5"), "key": one.get("key"), "extension": one.get("extension") or ""}


def public_date_of(body: Mapping[str, Any]) -> datetime | None:
    """Return from when on a frame is public; None: by the rules. Raises PostedError.

    Where none is said in so many words it is never public, as in OCS' archive; neither in the year 9999.
    """
    if "public_date" in body and body["public_date"] is None:
        return NEVER
    told = field_of(body, "public_date", instant_of)
    return told if told is None else min(told, NEVER)


def field_of(body: Mapping[str, Any], name: str, read: Callable[[Any], Value]) -> Value | None:
    """Return what a field says; None where it says nothing. Raises PostedError."""
    value = body.get(name)
    if value is None or value == "":
        return None
    try:
        return read(value)
    except (TypeError, ValueError, OverflowError):
        raise PostedError({name: [f"{str(value)[:80]!r} is not valid."]}) from None


def text_of(body: Mapping[str, Any], name: str) -> str:
    """Return the text of a field. Raises PostedError."""
    value = body.get(name)
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return str(value)
    raise PostedError({name: ["Not a valid string."]})


def instant_of(value: object) -> datetime:
    """Return a time; one without a zone is UTC. Raises ValueError."""
    found = datetime.fromisoformat(str(value))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _day(value: object) -> date:
    return date.fromisoformat(str(value))


def _rings(area: object) -> Sequence[Any]:
    """Return the outer rings of a GeoJSON polygon."""
    match area:
        case None:
            return ()
        case {"type": "Polygon", "coordinates": [ring, *_]}:
            return (ring,)
        case {"type": "MultiPolygon", "coordinates": [*polygons]}:
            return [polygon[0] for polygon in polygons if isinstance(polygon, list) and polygon]
    raise PostedError({"area": ["Not a GeoJSON polygon."]})


def _related(names: object) -> list[str]:
    if names is None:
        return []
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise PostedError({"related_frame_filenames": ["Expected a list of strings."]})
    return sorted({split_name(one)[0] for one in names if split_name(one)[0]})


def validated(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Return what values make. Raises PostedError."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        errors: Errors = {}
        for one in error.errors():
            place = [str(part) for part in one["loc"]]
            name = place[1] if place[0] == "fields" and len(place) > 1 else place[0]
            message = REQUIRED if one["input"] is None else str(one["msg"])
            if name in ("md5", "key", "extension"):
                errors.setdefault("version_set", [{}])[0].setdefault(name, []).append(message)
            else:
                errors.setdefault(name, []).append(message)
        raise PostedError(errors) from error
