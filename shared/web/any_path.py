"""A path parameter that takes every name that a file may have."""

from starlette.convertors import Convertor, register_url_convertor

NAME = "anypath"
"""Of the convertor, in the declarations of routes."""


class AnyPath(Convertor[str]):
    """The rest of a path. The framework's own `path` stops at a line feed, which a file's name may hold."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Return it as it is."""
        return value


# The framework keeps one table for the process and reads it when a route is declared.
register_url_convertor(NAME, AnyPath())
