import { useEffect, useState } from "preact/hooks";
import { address, ApiError, getJson } from "../api/client";
import type { CoverageAnswer, KernelRow, MissionList, Span } from "../api/types";
import { count, counted, splitPath, visible } from "../format";
import { adjust, formatRoute, route } from "../route";
import { MetaKernelPanel, MetaKernels } from "./metakernels";
import { around, covers, drawn, moved, secondsOf, ticks, zoomed, type Window } from "../state/timeline";
import { useAsked } from "../ui/asked";
import { Empty, ErrorNote } from "../ui/parts";
import { words } from "../words";

const said = words.kernels;

/** Kernels that one timeline draws; more are told as a number. */
const ROWS_MAX = 200;
const KINDS = ["body", "instrument", "frame"] as const;

export function KernelsPage() {
  const { subject = "", kind = "body", on = "", mk = "" } = route.value.params;
  return (
    <>
      <h1 class="title">{said.title}</h1>
      <Question subject={subject} kind={kind} on={on} />
      {subject !== "" ? (
        <Coverage subject={subject} kind={kind} on={on} />
      ) : (
        <div class={mk ? "split" : ""}>
          <div>
            <Missions />
            <MetaKernels chosen={mk} />
          </div>
          {mk !== "" && <MetaKernelPanel path={mk} />}
        </div>
      )}
    </>
  );
}

function Question({ subject, kind, on }: { subject: string; kind: string; on: string }) {
  const [text, setText] = useState(subject);
  useEffect(() => setText(subject), [subject]);
  return (
    <form
      class="bar"
      onSubmit={(event) => {
        event.preventDefault();
        adjust({ subject: text.trim(), from: "", to: "" });
      }}
    >
      <label>
        {said.subject}
        <input value={text} placeholder="MRO" title={said.help} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <label>
        <span class="hidden">{said.subject}</span>
        <select value={kind} aria-label={said.subject} onChange={(event) => adjust({ kind: event.currentTarget.value })}>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {said.kinds[one]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="primary">
        {said.add}
      </button>
      <label>
        {said.on}
        <input value={on} placeholder="2006-11-17" title={said.onHelp} onChange={(event) => adjust({ on: event.currentTarget.value.trim() })} />
      </label>
    </form>
  );
}

function Trouble({ error, again }: { error: unknown; again: () => void }) {
  const absent = error instanceof ApiError && error.status === 404 && error.message.includes("service");
  return absent ? <Empty>{said.absent}</Empty> : <ErrorNote error={error} again={again} />;
}

function Missions() {
  const { answer, error, again } = useAsked((signal) => getJson<MissionList>(address("spice/missions"), signal), "missions");
  if (error !== null) return <Trouble error={error} again={again} />;
  if (answer === null) return <Empty>{words.files.loading}…</Empty>;
  const kinds = [...new Set(answer.missions.flatMap((one) => Object.keys(one.kinds)))].sort();
  return (
    <section>
      <h2>{said.missions}</h2>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col" />
              {kinds.map((kind) => (
                <th scope="col" class="number" key={kind}>
                  {kind}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.missions.map(({ mission, kinds: counts }) => (
              <tr key={mission}>
                <th scope="row">{visible(mission) || "–"}</th>
                {kinds.map((kind) => (
                  <td class="number" key={kind}>
                    {counts[kind] === undefined ? "" : count(counts[kind])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Coverage({ subject, kind, on }: { subject: string; kind: string; on: string }) {
  const { answer, error, again } = useAsked(
    (signal) => getJson<CoverageAnswer>(address("spice/coverage", { [kind]: subject }), signal),
    `${kind} ${subject}`,
  );
  const [view, setView] = useState<Window | null>(null);
  useEffect(() => setView(null), [answer]);
  if (error !== null) return <Trouble error={error} again={again} />;
  if (answer === null) return <Empty>{words.files.loading}…</Empty>;
  const spans = answer.spans ?? [];
  const kernels = answer.kernels ?? [];
  if (spans.length === 0 && (answer.untimed ?? []).length === 0) return <Empty>{said.nothing}</Empty>;
  const window = view ?? around(spans);
  const moment = secondsOf(on);
  const covering = moment === null ? [] : kernels.filter((row) => covers(spansOf(row), moment));
  const gaps = answer.gaps ?? [];
  return (
    <section
      class="timeline"
      onWheel={(event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        setView(zoomed(window, event.deltaY > 0 ? 1.25 : 0.8));
      }}
    >
      <header>
        <h2>
          {answer.name || subject} <span>{answer.code}</span>
        </h2>
        <span>{gaps.length === 0 ? said.noGaps : said.gaps(counted(gaps.length, "gap"))}</span>
        {moment !== null && <b>{said.covering(counted(covering.length, "kernel"), on)}</b>}
        <div class="actions">
          <button type="button" aria-label={said.earlier} onClick={() => setView(moved(window, -0.5))}>
            ←
          </button>
          <button type="button" aria-label={said.later} onClick={() => setView(moved(window, 0.5))}>
            →
          </button>
          <button type="button" aria-label={said.zoomIn} onClick={() => setView(zoomed(window, 0.5))}>
            +
          </button>
          <button type="button" aria-label={said.zoomOut} onClick={() => setView(zoomed(window, 2))}>
            −
          </button>
          <button type="button" onClick={() => setView(null)}>
            {said.zoomAll}
          </button>
        </div>
      </header>
      <div class="lanes">
        <Axis window={window} />
        <Lane name={said.all} spans={spans} window={window} moment={moment} all />
        {kernels.slice(0, ROWS_MAX).map((row) => (
          <Lane
            key={row.path}
            name={splitPath(row.path).name}
            path={row.path}
            note={row.quality}
            spans={spansOf(row)}
            window={window}
            moment={moment}
          />
        ))}
      </div>
      {gaps.length > 0 && <Gaps gaps={gaps} show={(gap) => setView(zoomed(gap, 3))} />}
      {(answer.untimed ?? []).length > 0 && (
        <>
          <h3>{said.untimed}</h3>
          <ul class="lines">
            {(answer.untimed ?? []).map((path) => (
              <li key={path}>{visible(path)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function spansOf(row: KernelRow): readonly Span[] {
  return (row.coverage ?? []).flatMap((one) => one.spans ?? []);
}

function Axis({ window }: { window: Window }) {
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

type LaneProps = { name: string; path?: string; note?: string; spans: readonly Span[]; window: Window; moment: number | null; all?: boolean };

function Lane({ name, path, note, spans, window, moment, all }: LaneProps) {
  const hit = moment !== null && covers(spans, moment);
  const first = spans[0];
  const last = spans[spans.length - 1];
  const told = first && last ? `${first.start_utc} – ${last.stop_utc}, ${counted(spans.length, "span")}` : "";
  const at = moment === null ? null : (moment - window.start) / (window.stop - window.start);
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

function Gaps({ gaps, show }: { gaps: readonly Span[]; show: (gap: Window) => void }) {
  return (
    <>
      <h3>{said.gaps(counted(gaps.length, "gap"))}</h3>
      <ul class="gaps">
        {gaps.slice(0, 50).map((gap) => (
          <li key={gap.start}>
            <button type="button" class="link" onClick={() => show(gap)}>
              {gap.start_utc} – {gap.stop_utc}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
