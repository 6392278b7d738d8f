"""`python -m services.describer`: a describer, told by its environment what to do."""

from services.describer.app import work
from services.describer.config import DescriberConfig
from shared.service.lifecycle import run_service


def main() -> None:
    """Run a describer until it is told to stop."""
    run_service("describer", DescriberConfig, work)


if __name__ == "__main__":
    main()
