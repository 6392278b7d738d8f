/** One frame: its picture, its versions and files, what it was made with, and its header. */
import { useState } from "preact/hooks";
import { address, getJson } from "../../api/client";
import { isWebAddress, time, visible } from "../../format";
import { adjust, formatRoute } from "../../route";
import { readFrame, readFrames, readHeaders, type Frame } from "../../state/frames";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote, Panel } from "../../ui/parts";
import { words } from "../../words";
import { Picture } from "./picture";

const said = words.archive;

type Props = { number: string; known: Frame | null };

export function FramePanel({ number, known }: Props) {
  const base = `archive/frames/${encodeURIComponent(number)}`;
  const { answer, error, again } = useAsked(
    async (signal) => readFrame(await getJson<Record<string, unknown>>(address(base), signal)),
    base,
  );
  return (
    <Panel title={answer?.basename ?? known?.basename ?? number} close={() => adjust({ frame: "" })}>
      {error !== null && <ErrorNote error={error} again={again} />}
      {answer === null && error === null && <Empty>{words.files.loading}…</Empty>}
      {answer !== null && (
        <>
          <Picture base={base} name={answer.basename} />
          <Facts frame={answer} />
          <Files paths={known?.paths ?? []} />
          <Versions frame={answer} />
          <Related base={base} />
          <Headers base={base} />
        </>
      )}
    </Panel>
  );
}

function Facts({ frame }: { frame: Frame }) {
  const rows: [string, string][] = [
    [said.observed, `${time(frame.observed)} UTC`],
    [said.filters.target_name, frame.target],
    [said.filters.instrument_id, `${frame.instrument} ${frame.optics}`],
    [said.filters.configuration_type, frame.kind],
    [said.exposure, frame.exposure === null ? "" : `${frame.exposure} s`],
    [said.level, String(frame.level ?? "")],
    [said.publicFrom, frame.publicFrom === "" ? said.always : `${time(frame.publicFrom)} UTC`],
  ];
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{visible(value) || "–"}</dd>
        </>
      ))}
    </dl>
  );
}

function Files({ paths }: { paths: readonly string[] }) {
  return (
    <>
      {paths.map((path) => (
        <p key={path}>
          <a href={formatRoute({ page: "files", params: { path } })}>{visible(path)}</a>
        </p>
      ))}
    </>
  );
}

function Versions({ frame }: { frame: Frame }) {
  return (
    <>
      <h3>{said.versions}</h3>
      <ul class="lines">
        {frame.versions.map((one) => (
          <li key={one.id}>
            {time(one.created)} {isWebAddress(one.url) ? <a href={one.url}>{visible(`${frame.basename}${one.extension}`)}</a> : visible(one.extension)}{" "}
            <small>{one.md5}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

function Related({ base }: { base: string }) {
  const { answer } = useAsked(async (signal) => readFrames(await getJson<unknown>(address(`${base}/related`), signal)), `${base} related`);
  if (answer === null || answer.length === 0) return null;
  return (
    <>
      <h3>{said.related}</h3>
      <ul class="lines">
        {answer.map((one) => (
          <li key={one.id}>
            <button type="button" class="link" onClick={() => adjust({ frame: String(one.id) })}>
              {visible(one.basename)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Headers({ base }: { base: string }) {
  const [typed, setTyped] = useState("");
  const { answer, error, again } = useAsked(async (signal) => readHeaders(await getJson<unknown>(address(`${base}/headers`), signal)), `${base} headers`);
  const wanted = typed.toLowerCase();
  const shown = (answer ?? []).filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted));
  return (
    <>
      <h3>{said.header}</h3>
      <label>
        <span class="hidden">{said.searchHeader}</span>
        <input type="search" placeholder={said.searchHeader} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      </label>
      {error !== null && <ErrorNote error={error} again={again} />}
      <dl class="facts header">
        {shown.map(({ name, value }) => (
          <>
            <dt>{visible(name)}</dt>
            <dd>{visible(value)}</dd>
          </>
        ))}
      </dl>
    </>
  );
}
