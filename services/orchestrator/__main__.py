"""`python -m services.orchestrator`: an orchestrator, told by its environment what to do."""

from services.orchestrator.app import work
from services.orchestrator.config import OrchestratorConfig
from shared.service.lifecycle import run_service


def main() -> None:
    """Run an orchestrator until it is told to stop."""
    run_service("orchestrator", OrchestratorConfig, work)


if __name__ == "__main__":
    main()
