/** Server-sent events over `fetch`, since the browser's own reader can say no token (HTML standard, section 9.2). */
import { ask } from "./client";

export type ServerEvent = { kind: string; data: string };

/** Characters of one event at most: an overview of 5 000 replicas has some two millions. */
const EVENT_MAX = 16_000_000;

/** Splits what arrives into events; what is not whole yet is kept for the next piece. Comments are dropped. */
export class EventReader {
  private rest = "";

  /** Takes a piece, and returns the events that it completes. Throws where one is longer than any of ours. */
  push(piece: string): ServerEvent[] {
    this.rest += piece;
    const blocks = this.rest.split("\n\n");
    this.rest = blocks.pop() ?? "";
    if (this.rest.length > EVENT_MAX) throw new RangeError("an event without end");
    return blocks.map(parse).filter((event) => event.data !== "");
  }
}

function parse(block: string): ServerEvent {
  let kind = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) kind = line.slice(7);
    else if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  return { kind, data: data.join("\n") };
}

/** Calls `heard` for each event, and `alive` for whatever arrives, until the stream ends or is aborted. */
export async function follow(
  url: string,
  signal: AbortSignal,
  heard: (event: ServerEvent) => void,
  alive: () => void,
): Promise<void> {
  const response = await ask(url, { signal, headers: { Accept: "text/event-stream" } });
  if (response.body === null) return;
  const reader = response.body.getReader();
  const events = new EventReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    events.push(decoder.decode(value, { stream: true })).forEach(heard);
  }
}
