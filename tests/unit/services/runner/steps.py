"""Steps as runners are given them. No test module: nothing in here is collected."""

from shared.contracts.messages.step import StepJob
from shared.states.values import Json


def job(resource: str, arguments: Json = None, *, timeout: float | None = None) -> StepJob:
    """Return the first step of an execution."""
    return StepJob(
        collection="c",
        workflow="w",
        execution="e1",
        task="3.1",
        state="S",
        resource=resource,
        arguments=arguments,
        timeout_seconds=timeout,
    )
