"""Outcomes of a publish, as tests compare them. No test module."""

from shared.roots.posix.publish.publish import NotPublished


def reasons(outcomes):
    """Return why each was not published, None where it was."""
    return [outcome.reason if isinstance(outcome, NotPublished) else None for outcome in outcomes]
