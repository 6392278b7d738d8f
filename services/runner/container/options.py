"""Options of the engine's client for one container: no rights, no network, bounds on all that it takes."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from services.runner.program.kinds import Container

WORK: Final = "/work"
"""The working directory, as the container sees it."""

LABEL: Final = "org.spicerack.runner"
"""Carries the instance of the runner that made a container: another one can remove what it has left."""


def create_options(
    container: Container,
    *,
    name: str,
    owner: str,
    directory: Path,
    user: tuple[int, int],
    environment: Mapping[str, str],
) -> Iterator[str]:
    """Yield the arguments of `create`, from its options to the program's.

    Args:
        container: the image, its program and its bounds.
        name: of the container.
        owner: the instance of the runner.
        directory: the working directory as the engine's host sees it.
        user: ids of user and group: files that it makes belong to the runner.
        environment: variables whose values are no secret.
    """
    yield from ("--interactive", f"--name={name}", f"--label={LABEL}={owner}", f"--pull={container.pull}")
    yield from ("--init", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")
    yield from (f"--user={user[0]}:{user[1]}", f"--network={container.network}")
    yield from (f"--mount={_bind(directory)}", f"--workdir={WORK}")
    yield from _bounds(container)
    yield from (f"--env={variable}={value}" for variable, value in environment.items())
    # By name alone: the client takes the value from its own environment, and no list of processes shows it.
    yield from (f"--env={variable}" for variable in container.secrets)
    yield from (*container.options, container.image, *container.argv)


def _bind(directory: Path) -> str:
    """Return a mount as the client reads it, as a row of CSV: a path may hold a comma, or a colon."""
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow(("type=bind", f"source={directory}", f"target={WORK}"))
    return row.getvalue()


def _bounds(container: Container) -> Iterator[str]:
    # Swap is not memory that anybody has asked for.
    yield from (f"--memory={container.memory_bytes}", f"--memory-swap={container.memory_bytes}")
    yield from (f"--pids-limit={container.processes}", f"--cpus={container.cpus:g}")
    yield from (f"--ulimit=cpu={container.cpu_seconds}", f"--ulimit=fsize={container.file_bytes}")
    yield from (f"--ulimit=nofile={container.open_files}", "--ulimit=core=0")
