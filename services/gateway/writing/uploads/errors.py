"""Errors of resumable uploads, with the types that the draft gives them."""

from dataclasses import dataclass

from pydantic import ConfigDict, Field

from services.gateway.writing.uploads.fields import IANA
from shared.contracts.http.problem import Problem
from shared.web.problem import ProblemError, ProblemKind


@dataclass(frozen=True, slots=True)
class UploadProblemKind(ProblemKind):
    """A kind of the draft's own."""

    @property
    def type(self) -> str:
        """The URI that programs compare."""
        return IANA + self.name


class OffsetProblem(Problem):
    """Body of the error about a wrong offset."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, populate_by_name=True)

    expected_offset: int = Field(alias="expected-offset")
    provided_offset: int = Field(alias="provided-offset")


MISMATCHING = UploadProblemKind(409, "mismatching-upload-offset", "Wrong offset", "Go on where it stands.")
COMPLETED = UploadProblemKind(400, "completed-upload", "Complete already", "Nothing may be added.")
INCONSISTENT = UploadProblemKind(
    400, "inconsistent-upload-length", "Contradicting lengths", "Lengths, or length and bytes, differ."
)


class MismatchingOffsetError(ProblemError):
    """A piece does not begin where the upload stands."""

    kind = MISMATCHING

    def __init__(self, *, expected: int, provided: int) -> None:
        super().__init__(
            f"the upload has {expected} bytes, and the piece begins at {provided}: go on from there"
        )
        self._expected = expected
        self._provided = provided

    def headers(self) -> dict[str, str]:
        """Say where to go on."""
        return {"Upload-Offset": str(self._expected), "Upload-Complete": "?0"}

    def problem(self) -> Problem:
        """Return the body, with both offsets."""
        plain = self.kind.problem(str(self))
        return OffsetProblem(
            **plain.model_dump(), expected_offset=self._expected, provided_offset=self._provided
        )


class CompletedUploadError(ProblemError):
    """All bytes are here already."""

    kind = COMPLETED


class InconsistentLengthError(ProblemError):
    """Lengths contradict each other, or the bytes."""

    kind = INCONSISTENT
