"""`python -m services.acquirer`: an acquirer, told by its environment what to do."""

from services.acquirer.app import work
from services.acquirer.config import AcquirerConfig
from services.acquirer.context import SERVICE
from shared.service.lifecycle import run_service


def main() -> None:
    """Run the service until SIGTERM."""
    run_service(SERVICE, AcquirerConfig, work)


if __name__ == "__main__":
    main()
