"""`python -m services.manager`: a manager, told by its environment what to do."""

from services.manager.app import work
from services.manager.config import ManagerConfig
from shared.service.lifecycle import run_service


def main() -> None:
    """Run a manager until it is told to stop."""
    run_service("manager", ManagerConfig, work)


if __name__ == "__main__":
    main()
