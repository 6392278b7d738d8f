"""`python -m services.satellites`: a satellites process, told by its environment what to do."""

from services.satellites.app import work
from services.satellites.config import SatellitesConfig
from shared.service.lifecycle import run_service


def main() -> None:
    """Run a satellites process until it is told to stop."""
    run_service("satellites", SatellitesConfig, work)


if __name__ == "__main__":
    main()
