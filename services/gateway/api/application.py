"""The HTTP interface of one gateway."""

from services.gateway.api import content, files
from shared.web.application import Api

API = Api(
    title="SpiceRack gateway",
    routers=(files.router, content.router),
    raw=content.RAW_ROUTES,
)
