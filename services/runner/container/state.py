"""The state of a container, as the engine tells it after its end."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.runner.tasks.port import StepError

NEVER: Final = "0001-01-01"
"""The day on which a container that was not started has begun: the zero of the engines' clocks."""

FORMAT: Final = "{{json .State}}"


class State(BaseModel):
    """What `inspect` says of it: the fields that Docker Engine and Podman have alike."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: int = Field(alias="ExitCode")
    out_of_memory: bool = Field(default=False, alias="OOMKilled")
    error: str = Field(default="", alias="Error")
    """Why it could not be started."""
    started: str = Field(default=NEVER, alias="StartedAt")

    def has_run(self) -> bool:
        """Tell whether its program was begun."""
        return not self.started.startswith(NEVER) and not self.error


def read_state(text: bytes) -> State:
    """Return what `inspect` said. Raises StepError: it says something else."""
    try:
        return State.model_validate_json(text)
    except ValidationError as error:
        raise StepError(
            "Container.EngineFailed", "the engine does not tell how the container ended"
        ) from error
