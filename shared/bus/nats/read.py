"""Reading single messages: from the stream's leader, or from any replica."""

from collections.abc import AsyncGenerator, Mapping

from shared.bus.nats import translate
from shared.bus.nats.jetstream import JetStream, direct_message, status_of, stored_message
from shared.bus.port import BusError, Message

NO_SUCH_MESSAGE = "404"


async def read_last(jetstream: JetStream, stream: str, subject: str) -> Message | None:
    """Return the last message on `subject` as the leader has it, or None."""
    return await _read(jetstream, stream, {"last_by_subj": subject})


async def read_sequence(jetstream: JetStream, stream: str, sequence: int) -> Message | None:
    """Return the message with this sequence as the leader has it, or None."""
    return await _read(jetstream, stream, {"seq": sequence}) if sequence > 0 else None


async def read_stored(
    jetstream: JetStream, stream: str, subject: str, *, after: int
) -> AsyncGenerator[Message, None]:
    """Yield the messages on `subject` with a sequence above `after`, in order, until there is none."""
    last = after
    while True:
        found = await _read(jetstream, stream, {"seq": last + 1, "next_by_subj": subject})
        if found is None:
            return
        last = found.sequence
        yield found


async def drop(jetstream: JetStream, stream: str, sequence: int) -> bool:
    """Remove one message, without overwriting its bytes; tell whether it was there."""
    if await read_sequence(jetstream, stream, sequence) is None:
        return False
    request = f"STREAM.MSG.DELETE.{stream}"
    answer = await jetstream.ask(request, {"seq": sequence, "no_erase": True})
    error = translate.from_answer(answer, doing=request)
    if error is None:
        return True
    # Somebody else may have removed it since.
    if await read_sequence(jetstream, stream, sequence) is None:
        return False
    raise error


async def read_direct(jetstream: JetStream, stream: str, subject: str) -> Message | None:
    """Return the last message on the exact `subject` from any replica, or None."""
    request = f"{jetstream.prefix}.DIRECT.GET.{stream}.{subject}"
    reply = await jetstream.connection.request(request, b"", timeout=jetstream.timeout)
    status = status_of(reply)
    if status is None:
        return direct_message(reply)
    if status == NO_SUCH_MESSAGE:
        return None
    raise BusError(f"direct read of {subject} in {stream}: the server answered {status}")


async def purge(jetstream: JetStream, stream: str, subject: str, *, before: int | None) -> None:
    """Remove all messages of a subject from the stream, or those with a sequence below `before`."""
    # The server takes 0 and 1 for "no bound".
    if before is None or before > 1:
        bound = {} if before is None else {"seq": before}
        await jetstream.call(f"STREAM.PURGE.{stream}", {"filter": subject, **bound})


async def _read(jetstream: JetStream, stream: str, which: Mapping[str, object]) -> Message | None:
    request = f"STREAM.MSG.GET.{stream}"
    answer = await jetstream.ask(request, which)
    if "error" not in answer:
        return stored_message(answer["message"])
    if answer["error"].get("err_code") == translate.NO_MESSAGE:
        return None
    raise translate.from_answer(answer, doing=request) or BusError(f"{request}: an answer without sense")
