"""The tables of a site's index, and whose they are. Their methods are part of the caller's transaction."""

import sqlite3
from dataclasses import dataclass

from services.manager.state.database.callers import Callers
from services.manager.state.database.conditions import Conditions
from services.manager.state.database.index import Index
from services.manager.state.database.site_values import SiteValues
from services.manager.state.database.taken_groups import TakenGroups
from services.manager.state.provenance import Provenance
from services.manager.state.rules.own_attributes import OwnAttributes
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_rule import SiteRuleState
from shared.catalog.store.projection import Projection


@dataclass(frozen=True, slots=True)
class SiteTables:
    """What a site keeps of one collection, in one database."""

    identity: SiteIdentity
    projection: Projection
    index: Index
    values: SiteValues
    rule: SiteRuleState
    provenance: Provenance
    groups: TakenGroups
    conditions: Conditions
    callers: Callers
    own_attributes: OwnAttributes

    @property
    def receives_only(self) -> bool:
        """Whether nothing that is changed here is published, by a setting or by the rule of the site."""
        return self.identity.receive_only or not self.rule.now.followed.mode.publishes


def open_tables(connection: sqlite3.Connection, identity: SiteIdentity) -> SiteTables:
    """Return the tables of a database; those that are missing are made."""
    projection, index = Projection(connection), Index(connection)
    values = SiteValues(index)
    return SiteTables(
        identity=identity,
        projection=projection,
        index=index,
        values=values,
        rule=SiteRuleState(index, values, send_only=identity.send_only),
        provenance=Provenance(connection, values),
        groups=TakenGroups(connection),
        conditions=Conditions(connection),
        callers=Callers(connection),
        own_attributes=OwnAttributes(),
    )
