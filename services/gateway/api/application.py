"""The HTTP interface of one gateway."""

from services.gateway.api import content, data, dav, files
from shared.web.application import Api

API = Api(
    title="SpiceRack gateway",
    routers=(files.router, content.router, data.router, dav.router),
    raw=(*content.RAW_ROUTES, *data.RAW_ROUTES),
)
