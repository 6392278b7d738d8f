"""The HTTP interface of one archive."""

from services.archive import status
from services.archive.api import content
from services.archive.api.ocs import aggregate, frames, ingest, listing, people
from services.archive.api.own import events
from services.archive.api.own import frames as own_frames
from shared.access.api import tokens
from shared.web.application import Api

API = Api(
    title="SpiceRack archive",
    routers=(
        status.router,
        listing.router,
        aggregate.router,
        frames.router,
        ingest.router,
        people.router,
        content.router,
        own_frames.router,
        events.router,
        tokens.router,
    ),
)
