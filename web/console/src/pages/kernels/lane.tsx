/** One line of a timeline: when a kernel covers, and the axis above all of them. */
import type { KernelRow, Span } from "../../api/types";
import { counted, visible } from "../../format";
import { formatRoute } from "../../route";
import { covers, drawn, ticks, type Window } from "../../state/timeline";

export function spansOf(row: KernelRow): readonly Span[] {
  return (row.coverage ?? []).flatMap((one) => one.spans ?? []);
}

export function Axis({ window }: { window: Window }) {
  const width = window.stop - window.start;
  return (
    <div class="axis" aria-hidden="true">
      {ticks(window, 8).map(({ at, text }) => (
        <span key={at} style={{ left: `${((at - window.start) / width) * 100}%` }}>
          {text}
        </span>
      ))}
    </div>
  );
}

type LaneProps = { name: string; path?: string; note?: string; spans: readonly Span[]; window: Window; on: Window | null; all?: boolean };

export function Lane({ name, path, note, spans, window, on, all }: LaneProps) {
  const hit = on !== null && covers(spans, on);
  const first = spans[0];
  const last = spans[spans.length - 1];
  const told = first && last ? `${first.start_utc} – ${last.stop_utc}, ${counted(spans.length, "span")}` : "";
  const at = on === null ? null : ((on.start + on.stop) / 2 - window.start) / (window.stop - window.start);
  return (
    <div class={`lane${all ? " sum" : ""}${hit ? " hit" : ""}`}>
      <div class="of">
        {path === undefined ? name : <a href={formatRoute({ page: "files", params: { path } })}>{visible(name)}</a>}
        {note && note !== "untold" && <small>{note}</small>}
      </div>
      <svg viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-label={`${visible(name)}: ${told}`}>
        <title>{told}</title>
        {drawn(spans, window, 0.001).map(({ from, to }) => (
          <rect key={from} x={from * 1000} y={3} width={(to - from) * 1000} height={10} />
        ))}
        {at !== null && at >= 0 && at <= 1 && <line x1={at * 1000} x2={at * 1000} y1={0} y2={16} />}
      </svg>
    </div>
  );
}
