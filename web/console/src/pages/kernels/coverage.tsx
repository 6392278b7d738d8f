/** The timeline of a body, an instrument or a frame, over all kernels together and each by itself. */
import { useEffect, useState } from "preact/hooks";
import { address, getJson } from "../../api/client";
import type { CoverageAnswer, Span } from "../../api/types";
import { counted, splitPath, visible } from "../../format";
import { around, covers, moved, timeOf, zoomed, type Window } from "../../state/timeline";
import { formatRoute } from "../../route";
import { useAsked } from "../../ui/asked";
import { Empty } from "../../ui/parts";
import { words } from "../../words";
import { Axis, Lane, spansOf } from "./lane";
import { Trouble } from "./trouble";

const said = words.kernels;

/** Kernels that one timeline draws; more are told as a number. */
const ROWS_MAX = 200;

export function Coverage({ subject, kind, on }: { subject: string; kind: string; on: string }) {
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
  const turning = kind === "body" && <Turning subject={subject} on={on} />;
  if (spans.length === 0 && (answer.untimed ?? []).length === 0)
    return (
      <>
        <Empty>{said.nothing}</Empty>
        {turning}
      </>
    );
  const window = view ?? around(spans);
  const asked = timeOf(on);
  const covering = asked === null ? [] : kernels.filter((row) => covers(spansOf(row), asked));
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
        {asked !== null && <b>{said.covering(counted(covering.length, "kernel"), on)}</b>}
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
      {on !== "" && asked === null && <p class="note error">{said.noTime}</p>}
      {turning}
      <div class="lanes">
        <Axis window={window} />
        <Lane name={said.all} spans={spans} window={window} on={asked} all />
        {kernels.slice(0, ROWS_MAX).map((row) => (
          <Lane
            key={row.path}
            name={splitPath(row.path).name}
            path={row.path}
            note={row.quality}
            spans={spansOf(row)}
            window={window}
            on={asked}
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

/** Where a spacecraft is and how it is turned is in kernels of two kinds: who asks for one is told of the other. */
function Turning({ subject, on }: { subject: string; on: string }) {
  const question = address("spice/coverage", { instrument: subject });
  const { answer } = useAsked((signal) => getJson<CoverageAnswer>(question, signal), question);
  const kernels = answer?.kernels ?? [];
  const asked = timeOf(on);
  if (kernels.length === 0) return null;
  const then = asked === null ? "" : said.covering(String(kernels.filter((row) => covers(spansOf(row), asked)).length), on);
  return (
    <p class="note work">
      {said.turning(counted(kernels.length, "kernel"), then)}{" "}
      <a href={formatRoute({ page: "kernels", params: { subject, kind: "instrument", on } })}>{said.showTurning}</a>
    </p>
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
