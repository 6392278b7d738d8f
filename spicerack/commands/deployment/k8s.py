"""`spicerack k8s`: overlays for Kubernetes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from shared.identity.passwords import new_password
from shared.identity.private_file import write_private
from shared.model.names import is_name
from spicerack.commands.options import DEFAULT_COLLECTION, new_app
from spicerack.errors import CommandError, UsageProblem
from spicerack.kubernetes.manifests import copy_manifests
from spicerack.kubernetes.overlay import (
    MANIFESTS,
    NAMESPACE,
    SECRET_FILE,
    Overlay,
    Part,
    files_of,
    secrets_to_make,
)

INCLUDED = "included"
"""The word for a server that the overlay brings itself."""

SERVER_USER = "spicerack"

PARTS = ", ".join(Part)


def parse_overlay(
    *,
    sites: str,
    parts: str,
    collection: str,
    nats: str,
    access: str,
    registry: str,
    tag: str,
) -> Overlay:
    """Check what was typed. Raises UsageProblem: a name is out of form, twice or unknown."""
    names = tuple(_words(sites))
    for name in (collection, *names):
        if not is_name(name):
            raise UsageProblem(f"{name!r} is no name: use a-z, 0-9 and -, 63 characters at most")
    if not names or len(set(names)) < len(names):
        raise UsageProblem("no site is named, or one twice: say --sites a,b")
    unknown = [word for word in _words(parts) if word not in list(Part)]
    if unknown:
        raise UsageProblem(f"--with {unknown[0]}: there is no such service, only {PARTS}")
    if access not in ("tokens", "open"):
        raise UsageProblem("--access is tokens, or open (whoever reaches a service may do everything)")
    if nats != INCLUDED and not nats.startswith(("nats://", "tls://")):
        raise UsageProblem(
            "--nats is `included`, or the address of a server: nats://HOST:4222, tls://HOST:4222"
        )
    return Overlay(
        sites=names,
        parts=frozenset(map(Part, _words(parts))),
        collection=collection,
        nats=None if nats == INCLUDED else nats,
        access=access,
        registry=registry.rstrip("/"),
        tag=tag,
    )


def render(
    overlay: Overlay, directory: Path, *, new_password: Callable[[], str], say: Callable[[str], None]
) -> None:
    """Write an overlay into a new directory. Raises CommandError: it is there, or cannot be written."""
    try:
        directory.mkdir(parents=True)
        copy_manifests(directory / MANIFESTS)
        for path, text in files_of(overlay).items():
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            (directory / path).write_text(text)
        write_private(directory / SECRET_FILE, _user(overlay, new_password))
    except FileExistsError as error:
        raise CommandError(
            f"{directory} is there already: name a new directory, nothing is written over"
        ) from error
    except OSError as error:
        raise CommandError(
            f"cannot write an overlay to {directory}: {error}; remove it, and try again"
        ) from error
    for line in next_steps(overlay, directory):
        say(line)


def next_steps(overlay: Overlay, directory: Path) -> Sequence[str]:
    """Return what to type next."""
    fill_in = (
        ()
        if overlay.nats is None
        else (f"# first fill in {directory / SECRET_FILE}: a user of {overlay.nats}",)
    )
    made = secrets_to_make(overlay)
    namespace = (f"kubectl apply -f {directory / 'namespace.yaml'}",) if made else ()
    port = f"kubectl -n {NAMESPACE} port-forward service/{overlay.sites[0]}-manager 8080"
    return (
        f"# {directory} holds a password in {SECRET_FILE}: keep it where you keep such things",
        *fill_in,
        *namespace,
        *made,
        f"kubectl apply -k {directory}",
        f"kubectl -n {NAMESPACE} get pods",
        port,
    )


def _words(text: str) -> list[str]:
    return [word for word in (part.strip() for part in text.split(",")) if word]


def _user(overlay: Overlay, new_password: Callable[[], str]) -> str:
    # The server reads a password as a value of its own language: one that begins with a letter is a text.
    user, password = (SERVER_USER, f"p{new_password()}") if overlay.nats is None else ("", "")
    return f"SPICERACK_NATS_USER={user}\nSPICERACK_NATS_PASSWORD={password}\n"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Make overlays for Kubernetes, over the manifests of this version.")
    application.command("render")(_render)
    # Without a callback Typer would drop the name of a group's only command.
    application.callback()(_k8s)
    return application


def _k8s() -> None:
    """Make overlays for Kubernetes, over the manifests of this version."""


def _render(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new directory for the overlay.")],
    *,
    sites: Annotated[str, typer.Option(metavar="A,B", help="Names of the sites.")],
    with_: Annotated[
        str, typer.Option("--with", metavar="PART,...", help=f"What sites have beside their core: {PARTS}.")
    ] = Part.GATEWAY.value,
    nats: Annotated[
        str,
        typer.Option(metavar="included|URL", help="A server of the overlay's own, or the address of one."),
    ] = INCLUDED,
    collection: Annotated[str, typer.Option(help="Name of the collection.")] = DEFAULT_COLLECTION,
    access: Annotated[str, typer.Option(metavar="tokens|open", help="Who may ask the services.")] = "tokens",
    registry: Annotated[str, typer.Option(help="What names of images begin with.")] = "spicerack",
    tag: Annotated[str, typer.Option(help="Tag of the images.")] = "dev",
) -> None:
    """Write an overlay that `kubectl apply -k` takes, whole in a directory of its own.

    Example: spicerack k8s render rack --sites flagstaff,madrid --with gateway,spice
    """
    overlay = parse_overlay(
        sites=sites,
        parts=with_,
        collection=collection,
        nats=nats,
        access=access,
        registry=registry,
        tag=tag,
    )
    render(overlay, directory, new_password=new_password, say=print)
