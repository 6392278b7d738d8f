"""The HTTP interface of one archive."""

from services.archive import status
from services.archive.api import content
from services.archive.api.ocs import frames, ingest, listing, people
from shared.access.api import tokens
from shared.web.application import Api

API = Api(
    title="SpiceRack archive",
    routers=(
        status.router,
        listing.router,
        frames.router,
        ingest.router,
        people.router,
        content.router,
        tokens.router,
    ),
)
