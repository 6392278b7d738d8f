"""Asking a service of ours over HTTP. Every failure becomes one line that a person can act on."""

import os
from collections.abc import Mapping
from types import TracebackType
from typing import ClassVar, Self, TypeVar

import httpx
from pydantic import ValidationError

from shared.contracts.http.problem import Problem
from shared.model.base import FrozenModel
from spicerack.errors import CommandError, UsageProblem

REQUEST_TIMEOUT = 10.0
"""Seconds for one answer: the API answers from memory and a local index."""

TOKEN_VARIABLE = "SPICERACK_TOKEN"
"""Where the environment says the token: an argument would be seen by everybody on the host."""

OURS = {"SpiceRack-Request": "1"}
"""Said with every request: a change without it could be a web page's doing, and is refused."""

Answer = TypeVar("Answer", bound=FrozenModel)

Parameters = Mapping[str, str | tuple[str, ...]]


class UnreachableError(CommandError):
    """No answer came. It may come a moment later, when a manager is starting again."""


class ServiceClient:
    """Speaks to one service. Use it as a context manager.

    Proxies that the environment names are not used: a service is on this host or in this network.
    """

    service: ClassVar[str] = "service"
    """The word that errors name it by."""
    option: ClassVar[str] = "--url"
    """The option that named its address."""
    remedy: ClassVar[str] = "start one with `spicerack up` or say --url"
    """What to do where none answers."""

    def __init__(self, url: str, *, timeout: float = REQUEST_TIMEOUT, token: str | None = None) -> None:
        """Ask nothing yet.

        Args:
            url: of the service.
            timeout: seconds for one answer.
            token: shown with every request; what SPICERACK_TOKEN says where None.

        Raises:
            UsageProblem: the address or the token is out of form.
        """
        self._url = url.rstrip("/")
        self._timeout = timeout
        if not self._url.startswith(("http://", "https://")):
            raise UsageProblem(f"{self.option} {url!r} is out of form: say http://HOST:PORT")
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
            raise UsageProblem(
                f"{self.option} {url!r} is out of form ({error}): say http://HOST:PORT"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, model: type[Answer], parameters: Parameters | None = None) -> Answer:
        """Return what a route answers, as a model. Raises CommandError."""
        return self.read(self.send("GET", path, parameters), model)

    def send(
        self,
        method: str,
        path: str,
        parameters: Parameters | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Return the answer to a request. Raises CommandError: none came, or a refusal."""
        said = {**({} if body is None else {"Content-Type": "application/json"}), **(headers or {})}
        try:
            response = self._http.request(method, path, params=parameters, content=body, headers=said)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise UsageProblem(
                f"{self.option} {self._url!r} is out of form ({error}): say http://HOST:PORT"
            ) from error
        except httpx.TimeoutException as error:
            raise UnreachableError(
                f"the {self.service} at {self._url} does not answer within {self._timeout:g} s: "
                "look at its log"
            ) from error
        except httpx.ConnectError as error:
            raise UnreachableError(f"no {self.service} answers at {self._url}: {self.remedy}") from error
        except httpx.NetworkError as error:
            raise UnreachableError(
                f"what answers at {self._url} hung up: try again, and look at the {self.service}'s log"
            ) from error
        except httpx.HTTPError as error:
            raise self._foreign() from error
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            # The service is there, and waits for the bus: as if it were not there, for now.
            raise UnreachableError(self._refusal(response))
        if not response.is_success:
            raise CommandError(self._refusal(response))
        return response

    def read(self, response: httpx.Response, model: type[Answer]) -> Answer:
        """Return an answer as a model. Raises CommandError: it is none."""
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            raise self._foreign() from error

    def _foreign(self) -> CommandError:
        return CommandError(
            f"what answers at {self._url} is no {self.service} of this version of SpiceRack: "
            f"check {self.option}, and that both are of one version"
        )

    def _refusal(self, response: httpx.Response) -> str:
        if "json" not in response.headers.get("content-type", ""):
            return str(self._foreign())
        try:
            problem = Problem.model_validate_json(response.content)
        except ValidationError:
            problem = Problem()
        words = problem.detail or problem.title or f"HTTP status {response.status_code}"
        return f"the {self.service} at {self._url} says: {' '.join(words.split())}"


def _credentials(token: str | None) -> dict[str, str]:
    """Return the header that shows a token. Raises UsageProblem: it holds what no header may."""
    said = (os.environ.get(TOKEN_VARIABLE, "") if token is None else token).strip()
    if not said.isascii() or not said.isprintable():
        raise UsageProblem(f"{TOKEN_VARIABLE} is out of form: set it to a token as it was given")
    return {"Authorization": f"Bearer {said}"} if said else {}


def given(**parameters: str | int | bool | None) -> dict[str, str]:
    """Return parameters of a query as text, without those that are not said."""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in parameters.items()
        if value is not None
    }
