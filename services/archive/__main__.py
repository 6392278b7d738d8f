"""`python -m services.archive`: an archive, told by its environment what to do."""

from services.archive.app import work
from services.archive.config import ArchiveConfig
from shared.service.lifecycle import run_service


def main() -> None:
    """Run an archive until it is told to stop."""
    run_service("archive", ArchiveConfig, work)


if __name__ == "__main__":
    main()
