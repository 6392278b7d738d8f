"""Orders in words, for the operator who signs one that was made elsewhere. Pure."""

import json

from pydantic import ValidationError

from shared.contracts.messages.sites.order import Order
from spicerack.errors import UsageProblem
from spicerack.text import printable

KINDS = {
    "pause": "the pause of a site",
    "member": "whether a site drains, or is removed",
    "release": "the release of a held site",
    "revoked": "a key that is not believed any more",
    "operator": "an operator's key",
    "replicas": "the rules of replicas",
    "token": "a token of a caller",
    "access": "who sees what",
    "frames": "the rules of public dates",
}


def read_order_text(text: str) -> Order:
    """Return the order in a text. Raises UsageProblem: it is none, or about nothing that is known."""
    try:
        order = Order.model_validate_json(text)
    except ValidationError as error:
        raise UsageProblem("this is no order: copy all that the console shows between the quotes") from error
    if order.name.partition(".")[0] not in KINDS:
        raise UsageProblem(f"nobody signs an order about {printable(order.name)}")
    return order


def order_lines(order: Order) -> list[str]:
    """Return what an order says, a line for each thing."""
    kind, _, about = order.name.partition(".")
    head = f"{KINDS[kind]}, in collection {order.collection}: {printable(about)}"
    if order.value is None:
        return [head, "  nothing stands there any more"]
    try:
        said = json.loads(order.value)
    except ValueError:
        said = order.value
    fields = said.items() if isinstance(said, dict) else [("", said)]
    return [head, *(f"  {printable(str(name))}: {printable(str(value))}" for name, value in fields)]
