"""The specification of a child process. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSpec:
    """How one child process is started."""

    name: str
    service: str = ""
    """The service that it is; empty for another program."""
    apart: bool = False
    """Whether it is a process of its own even where others share one."""
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    """Its whole environment."""
    address: str = ""
    """Where it answers, to be shown."""
    ready_url: str | None = None
    """An HTTP address that answers 200 when the child does its work; None: it is ready once started."""
