"""`python -m services.workflow`: the workflow service, told by its environment what to do."""

from services.workflow.app import work
from services.workflow.config import WorkflowConfig
from services.workflow.context import SERVICE
from shared.service.lifecycle import run_service


def main() -> None:
    """Run the service until SIGTERM."""
    run_service(SERVICE, WorkflowConfig, work)


if __name__ == "__main__":
    main()
