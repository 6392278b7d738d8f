"""`python -m services.describer.work ROOT MEMORY [SETTINGS]`: the worker process; lines in, lines out."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel

from services.describer.plug_ins import load_describers, read_tables
from services.describer.work.examine import examine
from services.describer.work.protocol import Begun, Hello, Job, Missing
from shared.contracts.messages.description import DETAIL_MAX
from shared.descriptions.port import Describer
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import StorageError
from shared.service.child.confine import allow_cpu, confine
from shared.service.child.pipes import own_answers, say_nothing_more

FILES_MAX = 64
"""Open files: one content, and what Python and a describer's libraries need."""


def main(root: Path, memory_bytes: int, settings: Path | None = None) -> None:
    """Answer jobs until there are no more; whatever a describer prints goes nowhere."""
    confine(memory_bytes=memory_bytes, files_max=FILES_MAX)
    answers = own_answers()
    describers = load_describers(tables=read_tables(settings))
    say_nothing_more()
    work(sys.stdin.buffer, answers, root=root, describers=describers)


def work(jobs: Iterable[bytes], answers: BinaryIO, *, root: Path, describers: Sequence[Describer]) -> None:
    """Answer each job in turn."""

    def say(words: BaseModel) -> None:
        answers.write(words.model_dump_json(exclude_none=True).encode() + b"\n")

    say(Hello(describers={one.name: one.version for one in describers}))
    for line in jobs:
        job = Job.model_validate_json(line)
        allow_cpu(job.seconds)
        # Opened for each: a root that was replaced or unmounted meanwhile is not described.
        try:
            with closing(PosixFiles(root)) as files:
                say(examine(job, files, describers, begun=lambda name: say(Begun(describer=name))))
        except StorageError as error:
            say(Missing(reason=str(error)[:DETAIL_MAX]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *map(Path, sys.argv[3:]))
