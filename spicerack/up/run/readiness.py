"""The question to a service whether it does its work."""

import httpx

READY_TIMEOUT = 1.0
"""Seconds that a service has to answer; one that is starting up may be slow."""


async def is_ready(url: str | None) -> bool:
    """Tell whether the address answers 200; None is ready once started. Never raises."""
    if url is None:
        return True
    try:
        # Plain HTTP: certificates would be read in vain, at every question.
        async with httpx.AsyncClient(trust_env=False, timeout=READY_TIMEOUT, verify=False) as client:
            answer = await client.get(url)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK
