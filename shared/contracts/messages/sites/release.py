"""Release: what an operator signs to have a held site go on, in the bucket of rules and in the ask to it."""

from typing import Annotated

from pydantic import Field

from shared.contracts.messages.key_entry import PublicKey
from shared.contracts.messages.sites.pause import BY_MAX
from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import Instant, SchemaVersion


class Release(FrozenModel):
    """The word of an operator who has seen why a site is held. It counts once."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    reason: Annotated[str, Field(pattern=r"^[a-z-]{1,40}$")]
    """Why the site was held as the operator saw it: a site that is held for another reason stays so."""
    key: PublicKey | None = None
    """The site's own key, which is known from then on; of a hold for its key alone."""
    since: Instant
    by: str = Field(default="", max_length=BY_MAX)
