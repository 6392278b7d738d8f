"""The confinement of a worker process: its memory, its files, and its processor time."""

import resource


def confine(*, memory_bytes: int, files_max: int) -> None:
    """Bound this process for the rest of its life: no file written, no core, so much memory.

    Args:
        memory_bytes: of address space, of which libraries map more than they use.
        files_max: files open at a time.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files_max, files_max))


def allow_cpu(seconds: float) -> None:
    """Have the kernel end this process once it has used so many more seconds of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    # One more: the limit counts whole seconds.
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 1, hard))
