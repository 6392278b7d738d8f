"""A typed client of a manager's HTTP API. Every failure becomes one line that a person can act on."""

import os
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from shared.contracts.http.access import TokenList, TokenMade, TokenRequest, TokenRow
from shared.contracts.http.dead_letters import DeadLetterDetail, DeadLetterPage, DeadLetterRow
from shared.contracts.http.descriptions import DescribedPage
from shared.contracts.http.files import FileHistory, FilePage
from shared.contracts.http.history import CommitPage, DifferencePage
from shared.contracts.http.problem import Problem
from shared.contracts.http.quarantine import QuarantinedFile, QuarantineList
from shared.contracts.http.sites import CollectionStatus, ReleasePlan, ScanAsked, SyncProgress
from shared.contracts.messages.description import Description
from shared.model.base import FrozenModel
from spicerack.errors import CommandError, UsageProblem

DEFAULT_URL = "http://127.0.0.1:8080"

REQUEST_TIMEOUT = 10.0
"""Seconds for one answer: the API answers from memory and a local index."""

TOKEN_VARIABLE = "SPICERACK_TOKEN"
"""Where the environment says the token: an argument would be seen by everybody on the host."""

OURS = {"SpiceRack-Request": "1"}
"""Said with every request: a change without it could be a web page's doing, and is refused."""

PAGE_FILES = 1000
"""Rows of one page: a few hundred KiB of JSON."""

Answer = TypeVar("Answer", bound=FrozenModel)


class UnreachableError(CommandError):
    """No answer came. It may come a moment later, when a manager is starting again."""


class ManagerClient:
    """Speaks to one manager. Use it as a context manager.

    Proxies that the environment names are not used: a manager is on this host or in this network.
    """

    def __init__(self, url: str, *, timeout: float = REQUEST_TIMEOUT, token: str | None = None) -> None:
        """Ask nothing yet.

        Args:
            url: of the manager.
            timeout: seconds for one answer.
            token: shown with every request; what SPICERACK_TOKEN says where None.

        Raises:
            UsageProblem: the address or the token is out of form.
        """
        self._url = url.rstrip("/")
        self._timeout = timeout
        if not self._url.startswith(("http://", "https://")):
            raise UsageProblem(f"--url {url!r} is out of form: say http://HOST:PORT")
        try:
            self._http = httpx.Client(
                base_url=self._url,
                timeout=timeout,
                trust_env=False,
                headers={**OURS, **_credentials(token)},
                # Over plain HTTP all certificates would be read in vain: most of what a short command costs.
                verify=self._url.startswith("https://"),
            )
        except httpx.InvalidURL as error:
            raise UsageProblem(f"--url {url!r} is out of form ({error}): say http://HOST:PORT") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def status(self) -> CollectionStatus:
        """Return the state of the collection at every site."""
        return self._get("/api/v1/status", CollectionStatus)

    def scan(self) -> ScanAsked:
        """Ask every site to scan now."""
        return self._read(self._send("POST", "/api/v1/scan"), ScanAsked)

    def sync(self, ask: int) -> SyncProgress:
        """Return how far all sites are in the ask that `scan` returned."""
        return self._get(f"/api/v1/sync/{ask}", SyncProgress)

    def files(self, collection: str, *, prefix: str, after: str | None, at: int | None = None) -> FilePage:
        """Return one page of the files whose paths begin with `prefix`, as of revision `at` (None: now)."""
        parameters = _given(prefix=prefix, limit=PAGE_FILES, after=after, at=at)
        return self._get(f"{_collection(collection)}/files", FilePage, parameters)

    def history(self, collection: str, path: str, *, before: int | None) -> FileHistory:
        """Return one page of what a path was, newest first."""
        parameters = _given(limit=PAGE_FILES, before=before)
        return self._get(f"{_collection(collection)}/files/{quote(path)}", FileHistory, parameters)

    def log(self, collection: str, *, before: int | None) -> CommitPage:
        """Return one page of the commits, newest first."""
        return self._get(
            f"{_collection(collection)}/log", CommitPage, _given(limit=PAGE_FILES, before=before)
        )

    def differences(self, collection: str, *, earlier: int, later: int, after: str | None) -> DifferencePage:
        """Return one page of the paths that differ between two revisions."""
        parameters = {**_given(limit=PAGE_FILES, to=later, after=after), "from": str(earlier)}
        return self._get(f"{_collection(collection)}/diff", DifferencePage, parameters)

    def dead_letters(self, *, after: int) -> DeadLetterPage:
        """Return one page of the dead letters, oldest first."""
        return self._get("/api/v1/dead", DeadLetterPage, _given(limit=PAGE_FILES, after=after))

    def dead_letter(self, number: int) -> DeadLetterDetail:
        """Return one dead letter, opened."""
        return self._get(f"/api/v1/dead/{number}", DeadLetterDetail)

    def retry_dead_letter(self, number: int) -> DeadLetterRow:
        """Have a dead letter published again, and dropped."""
        return self._read(self._send("POST", f"/api/v1/dead/{number}/retry"), DeadLetterRow)

    def drop_dead_letter(self, number: int) -> DeadLetterRow:
        """Drop a dead letter for ever."""
        return self._read(self._send("DELETE", f"/api/v1/dead/{number}"), DeadLetterRow)

    def described(self, collection: str, *, after: str | None) -> DescribedPage:
        """Return one page of the files with problems; asked of a describer."""
        parameters = {**_given(limit=PAGE_FILES, after=after), "problems": "true"}
        return self._get(f"{_collection(collection)}/descriptions", DescribedPage, parameters)

    def description(self, collection: str, path: str) -> Description:
        """Return what is told of a file; asked of a describer."""
        return self._get(f"{_collection(collection)}/descriptions/{quote(path)}", Description)

    def quarantine(self, collection: str) -> QuarantineList:
        """Return what the manager's site keeps and does not publish."""
        return self._get(f"{_collection(collection)}/quarantine", QuarantineList)

    def decide_quarantine(self, collection: str, path: str, *, decision: str) -> QuarantinedFile:
        """Release or drop a file in quarantine."""
        address = f"{_collection(collection)}/quarantine/{decision}"
        return self._read(self._send("POST", address, {"path": path}), QuarantinedFile)

    def release_view(self, site: str) -> ReleasePlan:
        """Return why a site is held and what its release would do."""
        return self._get(f"/api/v1/sites/{quote(site, safe='')}/release", ReleasePlan)

    def release(self, site: str) -> None:
        """Release a site that is held."""
        self._send("POST", f"/api/v1/sites/{quote(site, safe='')}/release")

    def tokens(self) -> TokenList:
        """Return the tokens that the caller administers, dead ones too."""
        return self._get("/api/v1/tokens", TokenList)

    def create_token(self, request: TokenRequest) -> TokenMade:
        """Have a token made; its text is in the answer alone."""
        body = request.model_dump_json(exclude_defaults=True)
        return self._read(self._send("POST", "/api/v1/tokens", body=body), TokenMade)

    def revoke_token(self, token: str) -> TokenRow:
        """Have a token let nobody in any more."""
        return self._read(self._send("DELETE", f"/api/v1/tokens/{quote(token, safe='')}"), TokenRow)

    def _get(self, path: str, model: type[Answer], parameters: dict[str, str] | None = None) -> Answer:
        return self._read(self._send("GET", path, parameters), model)

    def _send(
        self, method: str, path: str, parameters: dict[str, str] | None = None, body: str | None = None
    ) -> httpx.Response:
        kind = {} if body is None else {"Content-Type": "application/json"}
        try:
            response = self._http.request(method, path, params=parameters, content=body, headers=kind)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise UsageProblem(
                f"--url {self._url!r} is out of form ({error}): say http://HOST:PORT"
            ) from error
        except httpx.TimeoutException as error:
            raise UnreachableError(
                f"the manager at {self._url} does not answer within {self._timeout:g} s: look at its log"
            ) from error
        except httpx.ConnectError as error:
            raise UnreachableError(
                f"no manager answers at {self._url}: start one with `spicerack up` or say --url"
            ) from error
        except httpx.NetworkError as error:
            raise UnreachableError(
                f"what answers at {self._url} hung up: try again, and look at the manager's log"
            ) from error
        except httpx.HTTPError as error:
            raise self._foreign() from error
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            # The manager is there, and waits for the bus: as if it were not there, for now.
            raise UnreachableError(self._refusal(response))
        if not response.is_success:
            raise CommandError(self._refusal(response))
        return response

    def _read(self, response: httpx.Response, model: type[Answer]) -> Answer:
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            raise self._foreign() from error

    def _foreign(self) -> CommandError:
        return CommandError(
            f"what answers at {self._url} is no manager of this version of SpiceRack: "
            "check --url, and that both are of one version"
        )

    def _refusal(self, response: httpx.Response) -> str:
        if "json" not in response.headers.get("content-type", ""):
            return str(self._foreign())
        try:
            problem = Problem.model_validate_json(response.content)
        except ValidationError:
            problem = Problem()
        words = problem.detail or problem.title or f"HTTP status {response.status_code}"
        return f"the manager at {self._url} says: {' '.join(words.split())}"


def _credentials(token: str | None) -> dict[str, str]:
    """Return the header that shows a token. Raises UsageProblem: it holds what no header may."""
    said = (os.environ.get(TOKEN_VARIABLE, "") if token is None else token).strip()
    if not said.isascii() or not said.isprintable():
        raise UsageProblem(f"{TOKEN_VARIABLE} is out of form: set it to a token as it was given")
    return {"Authorization": f"Bearer {said}"} if said else {}


def _collection(name: str) -> str:
    return f"/api/v1/collections/{quote(name, safe='')}"


def _given(**parameters: str | int | None) -> dict[str, str]:
    return {name: str(value) for name, value in parameters.items() if value is not None}
