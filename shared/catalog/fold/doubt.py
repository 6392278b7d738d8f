"""The doubt in a message of the log that a fold has taken or skipped: what a person has to look at. Pure."""

from shared.catalog.fold.fold import Folded, Skip

NOT_BELIEVED = {
    Skip.MISPLACED: "an orchestrator signed a commit of another collection there",
    Skip.UNCHAINED: "an orchestrator's commit there does not follow the one before it",
    Skip.MALFORMED: "what an orchestrator signed there is no commit, or holds what its site did not sign",
}
"""What no orchestrator does that works as it should. What strangers write into a log is skipped, no more."""


def doubt_of(folded: Folded | Skip) -> str:
    """Return what does not verify in a message of the log, in words; empty where all does."""
    if isinstance(folded, Skip):
        return NOT_BELIEVED.get(folded, "")
    return "; ".join(doubt.words for doubt in folded.heard.doubts)
