import { useCallback, useEffect, useState } from "preact/hooks";
import { address, getJson } from "../api/client";
import type { CommitPage, CommitRow, DifferencePage, DifferenceRow } from "../api/types";
import { bytes, count, time, visible } from "../format";
import { adjust, formatRoute, route } from "../route";
import { heardRevision } from "../state/live";
import { session } from "../state/session";
import { useAsked } from "../ui/asked";
import { Empty, ErrorNote } from "../ui/parts";
import { words } from "../words";

const said = words.log;

export function LogPage() {
  const { value: open } = session;
  if (open.state !== "open") return null;
  if (!open.caller.whole) return <Empty>{said.whole}</Empty>;
  const { collection } = open.caller;
  const { from = "", to = "", site = "" } = route.value.params;
  return (
    <>
      <h1 class="title">{said.title}</h1>
      <div class={from !== "" ? "split wide" : ""}>
        <Commits collection={collection} site={site} from={from} to={to} />
        {from !== "" && <Difference collection={collection} from={from} to={to} />}
      </div>
    </>
  );
}

function Commits({ collection, site, from, to }: { collection: string; site: string; from: string; to: string }) {
  const [commits, setCommits] = useState<readonly CommitRow[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [ready, setReady] = useState(false);
  const [skipped, setSkipped] = useState(0);

  const load = useCallback(
    async (before: number | undefined) => {
      try {
        const page = await getJson<CommitPage>(address(`collections/${collection}/log`, { before }));
        setCommits((older) => (before === undefined ? page.commits : [...older, ...page.commits]));
        setNext(page.next);
        setSkipped(page.skipped ?? 0);
        setError(null);
      } catch (problem) {
        setError(problem);
      }
      setReady(true);
    },
    [collection],
  );

  useEffect(() => void load(undefined), [load, heardRevision.value]);

  const sites = [...new Set(commits.map((one) => one.site))].sort();
  const shown = commits.filter((one) => site === "" || one.site === site);
  return (
    <section>
      <div class="bar">
        <label>
          {said.filter}
          <select value={site} onChange={(event) => adjust({ site: event.currentTarget.value })}>
            <option value="">{said.allSites}</option>
            {sites.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {commits.length > 1 && <Moments commits={commits} from={from} to={to} />}
      </div>
      {ready && <p class={skipped > 0 ? "note held" : "aside"}>{skipped > 0 ? said.doubted(count(skipped)) : said.verified}</p>}
      {error !== null && <ErrorNote error={error} again={() => void load(undefined)} />}
      {ready && commits.length === 0 && error === null && <Empty>{words.files.empty}</Empty>}
      {shown.length > 0 && (
        <div class="scroll" tabIndex={0}>
          <table class="list">
            <thead>
              <tr>
                {[said.revision, said.when, said.site, said.by, said.what, said.message].map((title) => (
                  <th scope="col" key={title}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <tr key={one.revision} class={to === String(one.revision) ? "chosen" : ""}>
                  <td>
                    <button
                      type="button"
                      class="link"
                      onClick={() => adjust({ from: String(one.revision - 1), to: String(one.revision) })}
                    >
                      {one.revision}
                    </button>
                  </td>
                  <td>{time(one.made_at)}</td>
                  <td>{one.site}</td>
                  <td class="who">{visible((one.by ?? []).join(", ")) || "–"}</td>
                  <td>{figures(one)}</td>
                  <td class="wide">{visible(one.message ?? "")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next !== null && (
        <button type="button" class="more" onClick={() => void load(next)}>
          {said.more}
        </button>
      )}
    </section>
  );
}

function figures(one: CommitRow): string {
  const parts = [
    one.put > 0 && said.put(count(one.put)),
    one.deleted > 0 && said.deletedPaths(count(one.deleted)),
    one.conflicts > 0 && said.conflicts(count(one.conflicts)),
    one.refused > 0 && said.refused(count(one.refused)),
  ].filter(Boolean);
  return parts.join(", ") || said.nothing;
}

/** Two sliders over the commits that are shown: the oldest at the left. */
function Moments({ commits, from, to }: { commits: readonly CommitRow[]; from: string; to: string }) {
  const oldest = [...commits].reverse();
  const last = oldest.length - 1;
  const place = (revision: string, otherwise: number) => {
    const found = oldest.findIndex((one) => String(one.revision) === revision);
    return found < 0 ? otherwise : found;
  };
  const [first, second] = [place(from, from === "" ? last : 0), place(to, last)];
  const at = (index: number) => oldest[index];
  const name = (index: number) => `${at(index)?.revision}, ${time(at(index)?.made_at ?? "")}`;
  return (
    <>
      <label>
        {words.files.diffFrom}
        <input
          type="range"
          min={0}
          max={last}
          value={first}
          aria-valuetext={name(first)}
          onInput={(event) => {
            const index = Number(event.currentTarget.value);
            adjust({ from: String(at(index)?.revision ?? 0), to: String(at(Math.max(index, second))?.revision ?? "") }, { replace: true });
          }}
        />
        <small>{name(first)}</small>
      </label>
      <label>
        {words.files.diffTo}
        <input
          type="range"
          min={0}
          max={last}
          value={second}
          aria-valuetext={name(second)}
          onInput={(event) => {
            const index = Number(event.currentTarget.value);
            adjust({ from: String(at(Math.min(index, first))?.revision ?? 0), to: String(at(index)?.revision ?? "") }, { replace: true });
          }}
        />
        <small>{name(second)}</small>
      </label>
    </>
  );
}

function Difference({ collection, from, to }: { collection: string; from: string; to: string }) {
  const { answer, error, again } = useAsked(
    (signal) => getJson<DifferencePage>(address(`collections/${collection}/diff`, { from, to }), signal),
    `${from} ${to}`,
  );
  return (
    <aside class="panel" aria-label={words.files.diff}>
      <header>
        <h2>
          {from} <span>→</span> {to || words.files.now}
        </h2>
        <button type="button" class="close" aria-label={words.files.close} onClick={() => adjust({ from: "", to: "" })}>
          ×
        </button>
      </header>
      {error !== null && <ErrorNote error={error} again={again} />}
      {answer?.differences.length === 0 && <Empty>{said.nothing}</Empty>}
      <ul class="differences">
        {answer?.differences.map((row) => (
          <li key={row.path}>
            <span class={`badge ${colours[row.difference] ?? "offline"}`}>{row.difference}</span>
            <a href={formatRoute({ page: "files", params: { path: row.path } })}>{visible(row.path)}</a>
            <small>{sizes(row)}</small>
          </li>
        ))}
      </ul>
      {answer?.next != null && <p class="aside">…</p>}
    </aside>
  );
}

const colours: Record<string, string> = { added: "idle", changed: "syncing", deleted: "held" };

function sizes({ before, after }: DifferenceRow): string {
  if ((after ?? before)?.kind === "directory") return words.files.directory;
  if (before == null || after == null) return bytes((after ?? before)?.size ?? 0);
  return `${bytes(before.size)} → ${bytes(after.size)}, ${after.author}`;
}
