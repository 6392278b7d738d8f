"""The HTTP interface of an acquirer."""

from services.acquirer.api import granules, providers, reconciliation, settings, statistics, status
from shared.web.application import Api

API = Api(
    title="SpiceRack acquirer",
    routers=(
        status.router,
        providers.router,
        settings.router,
        granules.router,
        statistics.router,
        reconciliation.router,
    ),
)
