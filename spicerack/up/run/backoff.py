"""The delay before a process that died is started again. Pure: no clock, no process."""

from dataclasses import dataclass, replace

from shared.model.backoff import Backoff


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartPolicy:
    """Exponential backoff; all figures in seconds but the factor."""

    first_delay: float = 0.5
    factor: float = 2.0
    longest_delay: float = 30.0
    """A cause that goes away (a full disk, an unmounted root) is noticed within this time."""
    stable_after: float = 60.0
    """A process that ran as long counts as well: its next death starts from the first delay again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartHistory:
    """What is remembered of one process' deaths."""

    restarts: int = 0
    """Deaths in all."""
    failures_in_a_row: int = 0
    """Deaths since it last ran stably."""

    def after_death(self, policy: RestartPolicy, *, ran_for: float) -> "RestartHistory":
        """Return the history after one more death, of a process that ran for `ran_for` seconds."""
        earlier = 0 if ran_for >= policy.stable_after else self.failures_in_a_row
        return replace(self, restarts=self.restarts + 1, failures_in_a_row=earlier + 1)

    def delay(self, policy: RestartPolicy) -> float:
        """Return how many seconds to wait before the next start; 0 before the first one."""
        backoff = Backoff(first=policy.first_delay, longest=policy.longest_delay, factor=policy.factor)
        return backoff.delay(self.failures_in_a_row)
