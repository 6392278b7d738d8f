"""EXPLAIN as a statement."""

from typing import Any

from sqlalchemy import Executable, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement


class Explain(Executable, ClauseElement):
    """The plan of a question, as JSON, without asking it."""

    inherit_cache = False

    def __init__(self, query: Select[tuple[Any, ...]]) -> None:
        self.query = query


@compiles(Explain)
def _compile(element: Explain, compiler: SQLCompiler, **options: object) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.query, **options)}"
