"""`python -m services.spice`: the SPICE service, told by its environment what to do."""

from services.spice.app import work
from services.spice.config import SpiceConfig
from shared.service.lifecycle import run_service


def main() -> None:
    """Run the service until it is told to stop."""
    run_service("spice", SpiceConfig, work)


if __name__ == "__main__":
    main()
