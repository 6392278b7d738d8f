"""The tracer of a process: OpenTelemetry's where the standard variables name a receiver, else none."""

import asyncio
import importlib
import logging
import os
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from shared.observability.tracing import Attributes, NoTracer, Tracer

log = logging.getLogger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""Of the OpenTelemetry specification: where spans go, by OTLP over HTTP."""


def wants_spans(environment: Mapping[str, str]) -> bool:
    """Tell whether the environment asks for spans, as the OpenTelemetry specification has it."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "otlp") != "otlp":
        return False
    return any(environment.get(name) for name in ENDPOINTS)


@asynccontextmanager
async def tracing(
    service: str,
    *,
    attributes: Attributes,
    source: random.Random,
    environment: Mapping[str, str] = os.environ,
) -> AsyncIterator[Tracer]:
    """Yield the tracer of this process, and tell the last spans in the end.

    Args:
        service: which service this is.
        attributes: what all its spans have in common, such as its site.
        source: randomness, for identifiers.
        environment: where the `OTEL_*` variables are.
    """
    if not wants_spans(environment):
        yield NoTracer()
        return
    try:
        # Not imported where nobody asks for it: it costs time and memory, and is an extra.
        telemetry = importlib.import_module("shared.observability.telemetry")
    except ModuleNotFoundError as error:
        log.warning(
            "%s is set, but %s is not installed, so no span is told: pip install 'spicerack[telemetry]'",
            next(name for name in ENDPOINTS if environment.get(name)),
            error.name,
        )
        yield NoTracer()
        return
    tracer = telemetry.OpenTelemetryTracer(service=service, attributes=attributes, source=source)
    try:
        yield tracer
    finally:
        await asyncio.to_thread(tracer.close)
