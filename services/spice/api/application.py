"""The HTTP interface of the SPICE service."""

from services.spice.api import kernels, status
from shared.web.application import Api

API = Api(title="SpiceRack SPICE service", routers=(status.router, kernels.router))
