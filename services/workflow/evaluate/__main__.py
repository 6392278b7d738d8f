"""`python -m services.workflow.evaluate MEMORY`: the process that evaluates; orders in, answers out."""

import sys

from shared.service.child.confine import confine
from shared.service.child.pipes import own_answers, say_nothing_more

FILES_MAX = 32
"""Open files: the pipes, and what Python imports."""


def main(memory_bytes: int) -> None:
    """Evaluate until there are no more orders; whatever a library prints goes nowhere."""
    confine(memory_bytes=memory_bytes, files_max=FILES_MAX)
    answers = own_answers()
    say_nothing_more()
    # The engine reserves a GiB of addresses when it is imported, or less where it may not have as much.
    from services.workflow.evaluate.work import work  # noqa: PLC0415

    answers.write(b"\n")  # It is ready: what it took until then is no expression's.
    work(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main(int(sys.argv[1]))
