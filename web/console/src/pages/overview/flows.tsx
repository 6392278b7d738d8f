/** What travels between sites: a graph that is live, and the same as a table. */
import { useState } from "preact/hooks";
import type { Overview, SiteFlow } from "../../api/types";
import { bytes, count } from "../../format";
import { formatRoute } from "../../route";
import { busiest, graphOf, HEIGHT, WIDTH, type Arc, type Kind, type Place } from "../../state/flows";
import { Empty } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";

const said = words.overview.flows;

/** Rows of the table until more are asked for. */
const ROWS = 8;
const KINDS: readonly Kind[] = ["past", "recent", "active"];

export function Flows({ now }: { now: Overview }) {
  const flows = now.flows ?? [];
  const sites = [...new Set(now.replicas.map((row) => row.site))];
  return (
    <section aria-label={said.title}>
      <h2>{said.title}</h2>
      {flows.length === 0 && <Empty>{said.none}</Empty>}
      {flows.length > 0 && (
        <div class="pair">
          <Graph sites={sites} flows={flows} />
          <Pairs flows={flows} />
        </div>
      )}
    </section>
  );
}

function Graph({ sites, flows }: { sites: readonly string[]; flows: readonly SiteFlow[] }) {
  const { places, arcs } = graphOf(sites, flows);
  const active = flows.filter((flow) => flow.active > 0).length;
  return (
    <svg class="flows" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={said.graph(count(places.length), count(active))}>
      <defs>
        {KINDS.map((kind) => (
          <marker key={kind} id={`head-${kind}`} class={kind} viewBox="0 0 10 10" refX="18" refY="5" markerWidth="13" markerHeight="13" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0 0L10 5L0 10z" />
          </marker>
        ))}
      </defs>
      {arcs.map((one) => (
        <Line key={`${one.flow.source} ${one.flow.target}`} arc={one} />
      ))}
      {places.map((place) => (
        <SiteAt key={place.site} place={place} />
      ))}
    </svg>
  );
}

function Line({ arc: { flow, path, width, kind } }: { arc: Arc }) {
  return (
    <path class={`flow ${kind}`} d={path} stroke-width={width} marker-end={`url(#head-${kind})`}>
      <title>{said.line(flow.source, flow.target, bytes(flow.recent_bytes))}</title>
    </path>
  );
}

function SiteAt({ place: { site, x, y, anchor, labelX, labelY } }: { place: Place }) {
  return (
    <a href={formatRoute({ page: "site", params: { site } })}>
      <circle cx={x} cy={y} r={7} />
      <text x={labelX} y={labelY} text-anchor={anchor}>
        {site}
      </text>
    </a>
  );
}

const COLUMNS: readonly Column<SiteFlow>[] = [
  { title: said.columns.from, cell: (row) => row.source },
  { title: said.columns.to, cell: (row) => row.target },
  { title: said.columns.now, cell: (row) => (row.active > 0 ? said.active(row.active) : "–"), kind: "number" },
  { title: said.columns.recent, cell: (row) => bytes(row.recent_bytes), kind: "number" },
  { title: said.columns.all, cell: (row) => bytes(row.bytes), kind: "number" },
];

function Pairs({ flows }: { flows: readonly SiteFlow[] }) {
  const [all, setAll] = useState(false);
  const rows = busiest(flows);
  return (
    <div>
      <Table columns={COLUMNS} rows={all ? rows : rows.slice(0, ROWS)} keyOf={(row) => `${row.source} ${row.target}`} label={said.title} />
      {rows.length > ROWS && !all && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {said.more(count(rows.length))}
        </button>
      )}
    </div>
  );
}
