"""The jobs of a process on disk: a folder each, with question, outcome and answer. All methods block."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from services.spice.geometry.jobs.job import Outcome, StoredJob

QUESTION, OUTCOME, ANSWER = "question.json", "outcome.json", "answer"

_ID = re.compile(r"[0-9a-f]{32}")


class JobStore:
    """Keeps jobs below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> Iterator[tuple[StoredJob, Outcome | None]]:
        """Give the jobs of an earlier process; what cannot be read any more is removed."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in sorted(self._folder.iterdir()):
            try:
                job = StoredJob.model_validate_json((folder / QUESTION).read_bytes())
            except (OSError, ValidationError):
                shutil.rmtree(folder, ignore_errors=True)
                continue
            yield job, self._outcome(folder)

    def _outcome(self, folder: Path) -> Outcome | None:
        try:
            return Outcome.model_validate_json((folder / OUTCOME).read_bytes())
        except (OSError, ValidationError):
            return None

    def add(self, job: StoredJob) -> None:
        """Keep a new job."""
        folder = self._of(job.id)
        folder.mkdir(mode=0o700)
        (folder / QUESTION).write_text(job.model_dump_json())

    def end(self, job: str, outcome: Outcome) -> None:
        """Keep how a job ended: by a name that appears whole."""
        folder = self._of(job)
        partial = folder / f"{OUTCOME}.partial"
        partial.write_text(outcome.model_dump_json())
        partial.rename(folder / OUTCOME)

    def answer(self, job: str) -> Path:
        """Return where the bytes of a job's answer are."""
        return self._of(job) / ANSWER

    def remove(self, job: str) -> None:
        """Forget a job and its answer."""
        shutil.rmtree(self._of(job), ignore_errors=True)

    def _of(self, job: str) -> Path:
        if not _ID.fullmatch(job):
            raise ValueError(f"{job!r} names no job")
        return self._folder / job
