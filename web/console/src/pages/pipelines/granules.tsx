/** Granules by their status, the newest change first. */
import { address, getJson } from "../../api/client";
import type { GranulePage, GranuleRow } from "../../api/types";
import { bytes, count, time, visible } from "../../format";
import { adjust } from "../../route";
import { Trouble } from "../../ui/absent";
import { useAsked } from "../../ui/asked";
import { Choice } from "../../ui/choice";
import { Empty } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";

const said = words.pipelines;
const STATUSES = ["waiting", "queued", "running", "published", "unchanged", "skipped", "failed"];
/** Rows of one look: who wants others filters. */
const ROWS = 200;

type Props = { feed: string; status: string; chosen: string };

export function Granules({ feed, status, chosen }: Props) {
  const question = address("granules", { feed, status, limit: ROWS });
  const { answer, error, again } = useAsked((signal) => getJson<GranulePage>(question, signal), question, true);
  return (
    <section>
      <h2>{said.granules}</h2>
      <div class="bar">
        <Choice label={said.status} value={status} all={said.anyStatus} options={STATUSES} choose={(one) => adjust({ status: one, granule: "" })} />
        {feed !== "" && (
          <button type="button" onClick={() => adjust({ feed: "", granule: "" })}>
            {said.everyFeed(feed)}
          </button>
        )}
        {answer && <p class="aside">{said.of(count(answer.results?.length ?? 0), count(answer.meta.count))}</p>}
      </div>
      {error !== null && <Trouble error={error} again={again} service="acquirer" />}
      {answer?.results?.length === 0 && <Empty>{feed === "" && status === "" ? said.noneHere : said.noGranules}</Empty>}
      {(answer?.results?.length ?? 0) > 0 && (
        <Table label={said.granules} columns={COLUMNS} rows={answer?.results ?? []} keyOf={keyOf} chosen={`${feed} ${chosen}`} />
      )}
    </section>
  );
}

const keyOf = (one: GranuleRow) => `${one.feed} ${one.granule}`;

export const COLOURS: Record<string, string> = {
  published: "idle",
  succeeded: "idle",
  running: "syncing",
  queued: "syncing",
  waiting: "behind",
  failed: "held",
  "timed-out": "held",
  aborted: "offline",
};

export function StatusBadge({ status }: { status: string }) {
  return <span class={`badge ${COLOURS[status] ?? "offline"}`}>{status}</span>;
}

const COLUMNS: Column<GranuleRow>[] = [
  {
    title: said.granule,
    kind: "wide",
    cell: (one) => (
      <button type="button" class="link" onClick={() => adjust({ feed: one.feed, granule: one.granule })}>
        {visible(one.granule)}
      </button>
    ),
  },
  { title: said.feed, cell: (one) => one.feed },
  { title: said.status, cell: (one) => <StatusBadge status={one.status} /> },
  { title: said.why, kind: "wide", cell: (one) => visible(one.detail || one.waits_for || "") },
  { title: said.fault, cell: (one) => one.blame ?? "" },
  { title: words.files.size, kind: "number", cell: (one) => bytes(one.bytes ?? 0) },
  { title: words.files.changed, cell: (one) => time(one.updated_at) },
];
