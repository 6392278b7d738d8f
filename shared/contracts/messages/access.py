"""The records of access in the buckets: tokens, rules of visibility, keys of links. Pure."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from shared.model.base import FrozenModel
from shared.model.globs import PATTERN_MAX, parse_glob
from shared.model.names import NAME_PATTERN
from shared.model.numbers import SchemaVersion
from shared.model.paths import RelativePath
from shared.model.scope import Scope

NAME_MAX = 100
"""Characters of a token's name, of who asked, of a group: a line of a list."""

PREFIXES_MAX = 64
"""Paths that one token, or one link, may name: all are looked through for each path."""

GROUPS_MAX = 64
"""Groups of one caller, or of one rule."""

RULES_MAX = 500
"""Rules of a collection: all are looked through for each path that somebody asks about."""

WORDS_MAX = 200
"""Words of one rule of public dates: observatories have some tens."""

ID_PATTERN = r"^[a-z2-7]{12}$"
"""60 random bits in base 32: enough that no two tokens, or keys, are ever called the same."""

CollectionOrAll = Annotated[str, StringConstraints(pattern=f"{NAME_PATTERN[:-1]}$|^\\*$")]
LABEL_PATTERN = r"^[^\x00-\x1f\x7f]+$"
Label = Annotated[str, StringConstraints(min_length=1, max_length=NAME_MAX, pattern=LABEL_PATTERN)]


def _check_pattern(text: str) -> str:
    parse_glob(text)
    return text


Pattern = Annotated[str, StringConstraints(max_length=PATTERN_MAX), AfterValidator(_check_pattern)]
Prefixes = Annotated[tuple[RelativePath, ...], Field(max_length=PREFIXES_MAX)]
Words = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=WORDS_MAX)
]
Groups = Annotated[tuple[Label, ...], Field(max_length=GROUPS_MAX)]


class TokenRecord(FrozenModel):
    """One token, in the bucket of tokens: all but the token itself.

    A revoked token stays as a record without its hash. Were it removed, whoever was away from the bus for
    longer than the marker of the removal lives would go on letting it in.
    """

    schema_version: SchemaVersion = 1
    id: Annotated[str, StringConstraints(pattern=ID_PATTERN)]
    name: Label
    hash: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
    """SHA-256 of the token as it is sent; empty once it is revoked."""
    scope: Scope
    collection: CollectionOrAll
    prefixes: Prefixes = ()
    """Files and directories that it is confined to; none: the whole collection."""
    groups: Groups = ()
    """For rules of visibility."""
    created_at: AwareDatetime
    created_by: Label
    expires_at: AwareDatetime | None = None
    revoked_at: AwareDatetime | None = None
    revoked_by: Label | None = None

    def is_good(self, now: datetime) -> bool:
        """Tell whether it lets anybody in now."""
        if not self.hash or self.revoked_at is not None:
            return False
        return self.expires_at is None or now < self.expires_at


class VisibilityRule(FrozenModel):
    """Paths that are hidden until a time, but for groups."""

    pattern: Pattern
    """As `raw/**`; without `/` of names anywhere, as `*.tmp`."""
    public_from: AwareDatetime | None = None
    """None: it stays hidden."""
    groups: Groups = ()
    """Who sees them earlier, beside admins."""


class AccessRules(FrozenModel):
    """Who sees what of a collection without or with a token; in the bucket of rules."""

    schema_version: SchemaVersion = 1
    anonymous: Prefixes = ()
    """Files and directories that everybody may read without a token."""
    anonymous_all: bool = False
    """Whether everybody may read the whole collection without a token."""
    hidden: Annotated[tuple[VisibilityRule, ...], Field(max_length=RULES_MAX)] = ()


class FrameRules(FrozenModel):
    """The rules of public dates of a collection of frames; in the bucket of rules, by its archive.

    Where they stand, every process hides frames that are not public yet, but for admins and their proposals.
    """

    schema_version: SchemaVersion = 1
    calibration_types: Words
    """Configuration types that are public at once."""
    public_proposals: Words
    """Parts of names of proposals whose frames are public at once."""
    private_proposals: Words
    """Parts of names of proposals whose frames are never public."""
    private_files: Words
    """Parts of names of files that are never public."""
    days: Annotated[int, Field(ge=0, le=365_000)]
    """Until any other frame is."""


class LinkKey(FrozenModel):
    """A key that links are signed with."""

    id: Annotated[str, StringConstraints(pattern=ID_PATTERN)]
    secret: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(repr=False)
    """256 random bits."""
    signs_until: AwareDatetime
    good_until: AwareDatetime
    """The last link that it signed ends before."""


class LinkKeys(FrozenModel):
    """The keys of one collection, in the bucket of links."""

    schema_version: SchemaVersion = 1
    keys: Annotated[tuple[LinkKey, ...], Field(max_length=16)] = ()
    """The newest last. Keys come and go one a week: 16 are those of the longest link."""
    positions: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = Field(default="", repr=False)
    """256 random bits that positions in streams are sealed with; empty before the first is told. It stays:
    who follows an archive keeps a position for as long as they like."""
