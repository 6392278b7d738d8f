"""A typed client of a manager's HTTP API."""

from urllib.parse import quote

from shared.contracts.http.access import TokenList, TokenMade, TokenRequest, TokenRow
from shared.contracts.http.dead_letters import DeadLetterDetail, DeadLetterPage, DeadLetterRow
from shared.contracts.http.files import FileHistory, FilePage
from shared.contracts.http.history import CommitPage, DifferencePage
from shared.contracts.http.knowledge.descriptions import DescribedPage
from shared.contracts.http.knowledge.quarantine import QuarantinedFile, QuarantineList
from shared.contracts.http.log_audit import LogVerification
from shared.contracts.http.sites.membership import KeyRevoked, SiteStanding
from shared.contracts.http.sites.orders import AccessSaid, OrderBook, OrderGiven, OrderTaken
from shared.contracts.http.sites.pauses import PauseList
from shared.contracts.http.sites.plan import Plan
from shared.contracts.http.sites.replica_rules import RulesHistory, RulesPlan, RulesVersion, RulesWanted
from shared.contracts.http.sites.status import (
    CollectionStatus,
    ReleasePlan,
    ScanAsked,
    ServiceList,
    SyncProgress,
)
from shared.contracts.http.sites.trash import TrashEmptied, TrashPage, TrashRestored
from shared.contracts.http.sites.verify import RepairPlan, VerifyAsked, VerifyProgress, VerifyRequest
from shared.contracts.messages.description import Description
from spicerack.client.service_client import ServiceClient, given

DEFAULT_URL = "http://127.0.0.1:8080"

PAGE_FILES = 1000
"""Rows of one page: a few hundred KiB of JSON."""


class ManagerClient(ServiceClient):
    """Speaks to one manager. Use it as a context manager."""

    service = "manager"

    def status(self) -> CollectionStatus:
        """Return the state of the collection at every site."""
        return self.get("/api/v1/status", CollectionStatus)

    def plan(self) -> Plan:
        """Return what would move between the sites."""
        return self.get("/api/v1/plan", Plan)

    def rules(self) -> RulesVersion:
        """Return the rules of replicas that stand."""
        return self.get("/api/v1/replica-rules", RulesVersion)

    def rules_history(self) -> RulesHistory:
        """Return all versions of them."""
        return self.get("/api/v1/replica-rules/history", RulesHistory)

    def plan_rules(self, wanted: RulesWanted) -> RulesPlan:
        """Return what a new version would do."""
        body = wanted.model_dump_json(exclude_defaults=True)
        return self.read(self.send("POST", "/api/v1/replica-rules/plan", body=body), RulesPlan)

    def set_rules(self, wanted: RulesWanted) -> RulesVersion:
        """Replace the rules by a new version."""
        body = wanted.model_dump_json(exclude_defaults=True)
        return self.read(self.send("POST", "/api/v1/replica-rules", body=body), RulesVersion)

    def pause(self, site: str | None) -> PauseList:
        """Have a site, or all of them, rest."""
        return self.read(self.send("POST", "/api/v1/pause", given(site=site)), PauseList)

    def resume(self, site: str | None) -> PauseList:
        """End the pause of a site, or all of them; return those that ended."""
        return self.read(self.send("POST", "/api/v1/resume", given(site=site)), PauseList)

    def orders(self) -> OrderBook:
        """Return whose orders are heeded, and what people have said."""
        return self.get("/api/v1/orders", OrderBook)

    def said_access(self) -> AccessSaid:
        """Return the tokens and rules of access that stand, for those who sign them."""
        return self.get("/api/v1/orders/access", AccessSaid)

    def give_order(self, given: OrderGiven) -> OrderTaken:
        """Have an order that an operator has signed be taken."""
        body = given.model_dump_json(exclude_none=True)
        return self.read(self.send("POST", "/api/v1/orders", body=body), OrderTaken)

    def pauses(self) -> PauseList:
        """Return the pauses that stand."""
        return self.get("/api/v1/pauses", PauseList)

    def services(self) -> ServiceList:
        """Return where the services answer: told to a token for a part of the collection too."""
        return self.get("/api/v1/services", ServiceList)

    def scan(self) -> ScanAsked:
        """Ask every site to scan now."""
        return self.read(self.send("POST", "/api/v1/scan"), ScanAsked)

    def sync(self, ask: int) -> SyncProgress:
        """Return how far all sites are in the ask that `scan` returned."""
        return self.get(f"/api/v1/sync/{ask}", SyncProgress)

    def files(self, collection: str, *, prefix: str, after: str | None, at: str | None = None) -> FilePage:
        """Return a page of the files whose paths begin with `prefix`, at a revision or time (None: now)."""
        parameters = given(prefix=prefix, limit=PAGE_FILES, after=after, at=at)
        return self.get(f"{_collection(collection)}/files", FilePage, parameters)

    def history(self, collection: str, path: str, *, before: int | None) -> FileHistory:
        """Return one page of what a path was, newest first."""
        parameters = given(limit=PAGE_FILES, before=before)
        return self.get(f"{_collection(collection)}/files/{quote(path)}", FileHistory, parameters)

    def log(self, collection: str, *, before: int | None) -> CommitPage:
        """Return one page of the commits, newest first."""
        return self.get(f"{_collection(collection)}/log", CommitPage, given(limit=PAGE_FILES, before=before))

    def verify_log(self, collection: str, *, at: int | None) -> LogVerification:
        """Have the manager verify the whole log."""
        address = f"{_collection(collection)}/log/verification"
        return self.read(self.send("POST", address, given(at=at)), LogVerification)

    def log_verification(self, collection: str) -> LogVerification:
        """Return how far the verification of the log is, and what came of it."""
        return self.get(f"{_collection(collection)}/log/verification", LogVerification)

    def differences(
        self, collection: str, *, earlier: str, later: str | None, after: str | None
    ) -> DifferencePage:
        """Return one page of the paths that differ between two revisions or times (None: now)."""
        parameters = {**given(limit=PAGE_FILES, to=later, after=after), "from": earlier}
        return self.get(f"{_collection(collection)}/diff", DifferencePage, parameters)

    def dead_letters(self, *, after: int) -> DeadLetterPage:
        """Return one page of the dead letters, oldest first."""
        return self.get("/api/v1/dead", DeadLetterPage, given(limit=PAGE_FILES, after=after))

    def dead_letter(self, number: int) -> DeadLetterDetail:
        """Return one dead letter, opened."""
        return self.get(f"/api/v1/dead/{number}", DeadLetterDetail)

    def retry_dead_letter(self, number: int) -> DeadLetterRow:
        """Have a dead letter published again, and dropped."""
        return self.read(self.send("POST", f"/api/v1/dead/{number}/retry"), DeadLetterRow)

    def drop_dead_letter(self, number: int) -> DeadLetterRow:
        """Drop a dead letter for ever."""
        return self.read(self.send("DELETE", f"/api/v1/dead/{number}"), DeadLetterRow)

    def described(self, collection: str, *, after: str | None) -> DescribedPage:
        """Return one page of the files with problems; asked of a describer."""
        parameters = {**given(limit=PAGE_FILES, after=after), "problems": "true"}
        return self.get(f"{_collection(collection)}/descriptions", DescribedPage, parameters)

    def description(self, collection: str, path: str) -> Description:
        """Return what is told of a file; asked of a describer."""
        return self.get(f"{_collection(collection)}/descriptions/{quote(path)}", Description)

    def quarantine(self, collection: str) -> QuarantineList:
        """Return what the manager's site keeps and does not publish."""
        return self.get(f"{_collection(collection)}/quarantine", QuarantineList)

    def decide_quarantine(self, collection: str, path: str, *, decision: str) -> QuarantinedFile:
        """Release or drop a file in quarantine."""
        address = f"{_collection(collection)}/quarantine/{decision}"
        return self.read(self.send("POST", address, {"path": path}), QuarantinedFile)

    def trash(self, collection: str, *, after: str) -> TrashPage:
        """Return one page of what the manager's site keeps in its trash, the oldest first."""
        return self.get(f"{_collection(collection)}/trash", TrashPage, given(limit=PAGE_FILES, after=after))

    def restore_trashed(self, collection: str, name: str, *, path: str | None) -> TrashRestored:
        """Move something back from the trash."""
        address = f"{_collection(collection)}/trash/restore"
        return self.read(self.send("POST", address, given(name=name, path=path)), TrashRestored)

    def empty_trash(self, collection: str, *, before: str) -> TrashEmptied:
        """Remove for good what came into the trash before a time."""
        address = f"{_collection(collection)}/trash/empty"
        return self.read(self.send("POST", address, {"before": before}), TrashEmptied)

    def verify(self, request: VerifyRequest) -> VerifyAsked:
        """Have sites read their files once more."""
        body = request.model_dump_json(exclude_defaults=True)
        return self.read(self.send("POST", "/api/v1/verify", body=body), VerifyAsked)

    def verification(self, ask: int) -> VerifyProgress:
        """Return how far the sites are with what `verify` asked for."""
        return self.get(f"/api/v1/verify/{ask}", VerifyProgress)

    def cancel_verification(self, ask: int) -> None:
        """End a verification at all sites."""
        self.send("DELETE", f"/api/v1/verify/{ask}")

    def repair(self, ask: int) -> RepairPlan:
        """Have files placed again that a verification found rotten here and sound elsewhere."""
        return self.read(self.send("POST", f"/api/v1/verify/{ask}/repair"), RepairPlan)

    def release_view(self, site: str) -> ReleasePlan:
        """Return why a site is held and what its release would do."""
        return self.get(f"/api/v1/sites/{quote(site, safe='')}/release", ReleasePlan)

    def release(self, site: str) -> None:
        """Release a site that is held."""
        self.send("POST", f"/api/v1/sites/{quote(site, safe='')}/release")

    def standing(self, site: str) -> SiteStanding:
        """Return how a site stands, and what would be nowhere without it."""
        return self.get(f"{_site(site)}/standing", SiteStanding)

    def drain(self, site: str) -> SiteStanding:
        """Have no other site count on what a site holds."""
        return self.read(self.send("POST", f"{_site(site)}/drain"), SiteStanding)

    def remove_site(self, site: str, *, abandon: bool) -> SiteStanding:
        """Have a site be listed and waited for no more."""
        meant = {"abandon": str(abandon).lower()}
        return self.read(self.send("POST", f"{_site(site)}/remove", meant), SiteStanding)

    def add_site(self, site: str) -> SiteStanding:
        """Have a site be a member as any other again."""
        return self.read(self.send("POST", f"{_site(site)}/add"), SiteStanding)

    def revoke_key(self, site: str) -> KeyRevoked:
        """Have nothing be believed any more that the key of a site signs."""
        return self.read(self.send("POST", f"{_site(site)}/key/revoke"), KeyRevoked)

    def tokens(self) -> TokenList:
        """Return the tokens that the caller administers, dead ones too."""
        return self.get("/api/v1/tokens", TokenList)

    def create_token(self, request: TokenRequest) -> TokenMade:
        """Have a token made; its text is in the answer alone."""
        body = request.model_dump_json(exclude_defaults=True)
        return self.read(self.send("POST", "/api/v1/tokens", body=body), TokenMade)

    def revoke_token(self, token: str) -> TokenRow:
        """Have a token let nobody in any more."""
        return self.read(self.send("DELETE", f"/api/v1/tokens/{quote(token, safe='')}"), TokenRow)


def _site(name: str) -> str:
    return f"/api/v1/sites/{quote(name, safe='')}"


def _collection(name: str) -> str:
    return f"/api/v1/collections/{quote(name, safe='')}"
