"""A typed client of a SPICE service's HTTP API."""

from dataclasses import asdict, dataclass
from urllib.parse import quote

from shared.contracts.http.knowledge.kernels import (
    CoverageAnswer,
    KernelPage,
    KernelSetAnswer,
    KernelSetQuestion,
    MetaKernelAnswer,
    SpiceStatus,
)
from shared.contracts.messages.sites.replica_rules import SiteRule
from spicerack.client.client import PAGE_FILES
from spicerack.client.service_client import ServiceClient, given

PREFIX = "/api/v1/spice"

ANSWER_SECONDS = 120.0
"""For one answer: a question of geometry may wait for a process, and then for its deadline of a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelFilter:
    """The kernels that are wanted; None lets all through."""

    kind: str | None = None
    body: str | None = None
    instrument: str | None = None
    frame: str | None = None
    mission: str | None = None
    covers: str | None = None
    quality: str | None = None
    latest: bool = False
    added_since: int | None = None
    problem: str | None = None


class SpiceClient(ServiceClient):
    """Speaks to one SPICE service. Use it as a context manager."""

    service = "SPICE service"
    option = "--spice"
    remedy = "start one with `spicerack up --with describer,spice` or say --spice"

    def __init__(self, url: str, *, timeout: float = ANSWER_SECONDS, token: str | None = None) -> None:
        """See `ServiceClient`."""
        super().__init__(url, timeout=timeout, token=token)

    def status(self) -> SpiceStatus:
        """Return how far the service is."""
        return self.get("/status", SpiceStatus)

    def kernels(self, wanted: KernelFilter, *, after: str | None) -> KernelPage:
        """Return one page of the kernels that are wanted, by path."""
        return self.get(
            f"{PREFIX}/kernels", KernelPage, given(limit=PAGE_FILES, after=after, **asdict(wanted))
        )

    def coverage(
        self,
        subject: str,
        named: str,
        *,
        covers: str | None,
        mission: str | None,
        quality: str | None,
        to_inertial: bool,
    ) -> CoverageAnswer:
        """Return when one subject (body, instrument or frame) is covered, and by which kernels."""
        parameters = given(covers=covers, mission=mission, quality=quality, to_inertial=to_inertial or None)
        return self.get(f"{PREFIX}/coverage", CoverageAnswer, {**parameters, subject: named})

    def meta_kernels(self, *, year: int | None, latest: bool) -> KernelPage:
        """Return the meta-kernels of the collection."""
        return self.get(f"{PREFIX}/metakernels", KernelPage, given(year=year, latest=latest))

    def meta_kernel(self, path: str) -> MetaKernelAnswer:
        """Return a meta-kernel with its members, and what became of them."""
        return self.get(f"{PREFIX}/metakernels/{quote(path)}", MetaKernelAnswer)

    def render(self, path: str, *, root: str, partial: bool) -> str:
        """Return a meta-kernel whose members are found below `root`."""
        address = f"{PREFIX}/metakernels/{quote(path)}/render"
        return self.send("GET", address, given(root=root, partial=partial)).text

    def kernel_set(self, question: KernelSetQuestion) -> KernelSetAnswer:
        """Return the least ordered set of kernels for a question."""
        body = question.model_dump_json(exclude_defaults=True)
        return self.read(self.send("POST", f"{PREFIX}/kernel-sets", body=body), KernelSetAnswer)

    def kernel_set_rule(self, question: KernelSetQuestion, *, site: str) -> SiteRule:
        """Return the rule by which a site holds that set."""
        body = question.model_dump_json(exclude_defaults=True)
        answer = self.send("POST", f"{PREFIX}/kernel-sets", {"as": "rule", "site": site}, body=body)
        return self.read(answer, SiteRule)

    def kernel_set_text(self, question: KernelSetQuestion, *, root: str) -> str:
        """Return that set as a meta-kernel whose members are found below `root`."""
        parameters = {"as": "meta-kernel", "root": root}
        body = question.model_dump_json(exclude_defaults=True)
        return self.send("POST", f"{PREFIX}/kernel-sets", parameters, body=body).text

    def geometry(self, request: str, *, form: str) -> bytes:
        """Return the answer to a question of geometry, which `request` is in JSON, in a form."""
        return self.send("POST", f"{PREFIX}/geometry", {"form": form}, body=request).content
