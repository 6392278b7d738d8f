"""`python -m services.transfer`: a transfer worker, told by its environment what to do."""

from services.transfer.app import work
from services.transfer.config import TransferConfig
from shared.service.lifecycle import run_service


def main() -> None:
    """Run a transfer worker until it is told to stop."""
    run_service("transfer", TransferConfig, work)


if __name__ == "__main__":
    main()
