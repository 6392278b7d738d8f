"""An overlay of a rack as kustomize takes it: a file for the whole, and one for each site. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MANIFESTS = "manifests"
"""The directory in an overlay where the manifests of this version lie: `base` and `components`."""

SECRET_FILE = "nats.env"
"""User and password of the server, read by kustomize: never in a file that is shown to others."""

NAMESPACE = "spicerack"


class Part(StrEnum):
    """A service that sites may have beside manager and transfer workers, in the order of their components."""

    GATEWAY = "gateway"
    DESCRIBER = "describer"
    SPICE = "spice"
    ARCHIVE = "archive"
    WORKFLOW = "workflow"
    ACQUIRER = "acquirer"


NEEDS = {Part.SPICE: Part.DESCRIBER, Part.ARCHIVE: Part.DESCRIBER}
"""What answers from descriptions needs somebody who makes them."""

IMAGES = {Part.WORKFLOW: ("workflow", "runner")}
"""Parts of more than one image, or of one with another name."""

CORE_IMAGES = ("manager", "orchestrator", "transfer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What a person wants to have in a cluster."""

    sites: tuple[str, ...]
    parts: frozenset[Part]
    """Of every site; what they need is added."""
    collection: str
    nats: str | None
    """The address of a server outside; None where the overlay brings its own."""
    access: str
    """`tokens` or `open`, as `SPICERACK_ACCESS` takes it."""
    registry: str
    """What names of images begin with, without a slash at its end."""
    tag: str

    def all_parts(self) -> tuple[Part, ...]:
        """Return the parts with what they need, in the order in which components must stand."""
        wanted = self.parts | {NEEDS[part] for part in self.parts if part in NEEDS}
        return tuple(part for part in Part if part in wanted)


def files_of(overlay: Overlay) -> dict[str, str]:
    """Return the text of each file of an overlay by its path, without manifests and Secrets."""
    files = {"namespace.yaml": _NAMESPACE, "kustomization.yaml": "".join(_whole(overlay))}
    for site in overlay.sites:
        files[f"sites/{site}/kustomization.yaml"] = "".join(_site(overlay, site))
    return files


def secrets_to_make(overlay: Overlay) -> tuple[str, ...]:
    """Return the commands that make what no overlay may hold, each a line for a shell."""
    if Part.ARCHIVE not in overlay.all_parts():
        return ()
    return tuple(
        f"kubectl -n {NAMESPACE} create secret generic archive-database-{site} "
        "--from-literal=url=postgresql://archive:PASSWORD@HOST/archive"
        for site in overlay.sites
    )


def _whole(overlay: Overlay) -> Iterator[str]:
    yield "# Made by `spicerack k8s render`, and yours from now on: change what you like.\n"
    yield f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: {NAMESPACE}\n"
    yield f"resources:\n  - namespace.yaml\n  - {MANIFESTS}/base\n"
    yield from (f"  - sites/{site}\n" for site in overlay.sites)
    yield "configMapGenerator:\n  - name: spicerack-bus\n    behavior: merge\n    literals:\n"
    yield f"      - SPICERACK_COLLECTION={overlay.collection}\n"
    yield f"      - SPICERACK_ACCESS={overlay.access}\n"
    if overlay.nats is not None:
        yield f"      - {_text(f'SPICERACK_NATS_URL={overlay.nats}')}\n"
    yield "secretGenerator:\n  - name: spicerack-nats\n    options:\n      disableNameSuffixHash: true\n"
    yield f"    envs: [{SECRET_FILE}]\n"
    yield from _images(overlay)
    if overlay.nats is not None:
        yield from _no_server()


def _site(overlay: Overlay, site: str) -> Iterator[str]:
    yield "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
    yield f"namePrefix: {site}-\ncomponents:\n"
    yield from (
        f"  - ../../{MANIFESTS}/components/{component}\n" for component in ("site", *overlay.all_parts())
    )
    yield f"configMapGenerator:\n  - name: site\n    literals:\n      - SPICERACK_SITE={site}\n"
    if Part.ARCHIVE in overlay.all_parts():
        yield "  - name: archive\n    literals:\n"
        yield "      # What identifiers of frames begin with in the virtual observatory: one that you own.\n"
        yield "      - SPICERACK_VO_AUTHORITY=spicerack.invalid\n"


def _images(overlay: Overlay) -> Iterator[str]:
    of_parts = (name for part in overlay.all_parts() for name in IMAGES.get(part, (part.value,)))
    yield "images:\n"
    for name in sorted({*CORE_IMAGES, *of_parts}):
        yield f"  - name: spicerack/{name}\n"
        yield f"    newName: {_text(f'{overlay.registry}/{name}')}\n    newTag: {_text(overlay.tag)}\n"


def _text(value: str) -> str:
    """Return a text as YAML reads it back: a tag such as 1.0 would be a number."""
    return json.dumps(value)


def _no_server() -> Iterator[str]:
    yield "# The server is elsewhere: what the base has of one is left out.\npatches:\n"
    for version, kind, name in _SERVER:
        yield (
            f"  - patch: |-\n      apiVersion: {version}\n      kind: {kind}\n      metadata:\n"
            f"        name: {name}\n      $patch: delete\n"
        )


_SERVER = (
    ("v1", "ServiceAccount", "nats"),
    ("v1", "Service", "nats"),
    ("v1", "Service", "nats-headless"),
    ("v1", "ConfigMap", "nats"),
    ("apps/v1", "StatefulSet", "nats"),
)

_NAMESPACE = f"""apiVersion: v1
kind: Namespace
metadata:
  name: {NAMESPACE}
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.32
"""
