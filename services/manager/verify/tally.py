"""The counts of what a verification has found so far."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

from services.manager.verify.rehash import Portion
from shared.contracts.messages.verification import (
    FOUND_BYTES_MAX,
    FOUND_MAX,
    Verdict,
    Verification,
    VerificationState,
    VerifiedFile,
)


@dataclass(slots=True)
class Tally:
    """Counts, and the first files that a person is told of."""

    ask: int
    tells_sound: bool = False
    """Whether files that are sound are named, too: another site may be repaired from them."""
    state: VerificationState = VerificationState.WAITING
    words: str = ""
    files: int = 0
    bytes: int = 0
    read_bytes: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    found: list[VerifiedFile] = field(default_factory=list)

    def expect(self, files: int, size: int, *, percent: float) -> None:
        """Take note of how much there is, of which a share is to be read."""
        self.files += round(files * percent / 100)
        self.bytes += round(size * percent / 100)

    def add(self, portion: Portion) -> None:
        """Take note of what was read."""
        self.read_bytes += portion.bytes
        self.verdicts.update(one.verdict for one in portion.files)
        self.found += [one for one in portion.files if self._is_told(one)][: FOUND_MAX - len(self.found)]

    def _is_told(self, one: VerifiedFile) -> bool:
        return self.tells_sound or one.verdict is not Verdict.SOUND

    def told(self) -> Verification:
        """Return all of it in the form in which it is told."""
        return Verification(
            ask=self.ask,
            state=self.state,
            words=self.words,
            files=self.files,
            bytes=self.bytes,
            read_files=self.verdicts.total(),
            read_bytes=self.read_bytes,
            rot=self.verdicts[Verdict.ROT],
            drift=self.verdicts[Verdict.DRIFT],
            unreadable=self.verdicts[Verdict.UNREADABLE],
            found=_that_fit(self.found),
        )


def _that_fit(found: list[VerifiedFile]) -> tuple[VerifiedFile, ...]:
    """Return the first of them whose words one sign of life can hold: at least one."""
    used = accumulate(len((one.path + one.detail).encode()) for one in found)
    number = sum(total <= FOUND_BYTES_MAX for total in used)
    return tuple(found[: max(number, 1)])
