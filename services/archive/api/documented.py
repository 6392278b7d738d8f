"""Parameters of questions in the API's own document, from the tables that read them.

Routes read them by themselves, since any may be repeated and OCS' names are not all words of Python.
"""

from collections.abc import Iterable
from typing import Any

FORM = "application/x-www-form-urlencoded"

Json = dict[str, Any]


def asked_by(names: Iterable[str], *, form: bool = False) -> Json:
    """Return what is added to a route that takes parameters, each a text; also in a form, where it says so.

    Not which texts: a value that is none is refused in words.
    """
    said = {name: {"type": "string"} for name in dict.fromkeys(names)}
    parameters = [
        {"name": name, "in": "query", "required": False, "schema": schema} for name, schema in said.items()
    ]
    body = {"content": {FORM: {"schema": {"type": "object", "properties": said}}}}
    return {"parameters": parameters, **({"requestBody": body} if form else {})}
