"""`python -m services.gateway`: a gateway, told by its environment what to do."""

from services.gateway.app import work
from services.gateway.config import GatewayConfig
from shared.service.lifecycle import run_service


def main() -> None:
    """Run a gateway until it is told to stop."""
    run_service("gateway", GatewayConfig, work, fast_loop=True)


if __name__ == "__main__":
    main()
