"""`python -m services.runner`: a runner, told by its environment what to do."""

from services.runner.app import work
from services.runner.config import RunnerConfig
from services.runner.context import SERVICE
from shared.service.lifecycle import run_service


def main() -> None:
    """Run the service until SIGTERM."""
    run_service(SERVICE, RunnerConfig, work)


if __name__ == "__main__":
    main()
