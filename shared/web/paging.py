"""Pages: how many rows, and where the next one begins."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request, Response

PAGE_MAX = 1000
"""Rows of one page: some 300 KiB of JSON."""

Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="Rows of one page.")]


@dataclass(frozen=True, slots=True)
class _NextPage:
    """Where the page after this one is, for the head of the answer."""

    request: Request
    response: Response

    def link(self, **cursor: str | int | None) -> None:
        """Say it in a `Link` header (RFC 8288); nothing on the last page.

        Args:
            cursor: the one parameter that the next page needs, e.g. `after="a/b.bsp"`; None on the last.
        """
        given = {name: value for name, value in cursor.items() if value is not None}
        if given:
            url = self.request.url.include_query_params(**given)
            self.response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'


async def _next_page(request: Request, response: Response) -> _NextPage:
    return _NextPage(request, response)


NextPage = Annotated[_NextPage, Depends(_next_page)]
"""Where a handler says how its pages go on."""
