"""Rules signature: what the key of a site says of one version of the rules, in the bucket of rules.

It stands beside the rules and not around them, so that earlier versions read these as before.
"""

from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import Revision, SchemaVersion


class RulesSignature(FrozenModel):
    """Of the exact text of one version. It travels as `Signed`, by the site whose manager a person asked."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    version: Revision
    site: SiteName
    text: ContentId
    """BLAKE3-256 of the text in the bucket."""
