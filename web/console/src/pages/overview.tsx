import { Component } from "preact";
import type { Overview as Answer, Replica } from "../api/types";
import { bytes, count, counted, visible } from "../format";
import { adjust, formatRoute, route } from "../route";
import { dotOf, healthOf, matrix, needsPerson, verdict } from "../state/health";
import { heardAt, overview, sent, trouble } from "../state/live";
import { rates } from "../state/rates";
import { session } from "../state/session";
import { Badge, Empty, ErrorNote, Figure } from "../ui/parts";
import { Sparkline } from "../ui/sparkline";
import { ReplicaFacts, ReplicaLines } from "../ui/replica";
import { words } from "../words";
import { Hold } from "./site/hold";

const said = words.overview;

/** Widths of a fixed table: where its columns followed their texts, each change would be laid out in all cells. */
const NAME_PX = 180;
const CELL_PX = 124;

export function OverviewPage() {
  const { value: open } = session;
  if (open.state === "open" && !open.caller.whole) return <Empty>{said.whole}</Empty>;
  const now = overview.value;
  if (now === null) return trouble.value ? <ErrorNote error={trouble.value} /> : <Empty>{words.files.loading}…</Empty>;
  const { collection, site } = route.value.params;
  const chosen = now.replicas.find((row) => row.collection === collection && row.site === site) ?? null;
  return (
    <>
      <Headline now={now} />
      <div class={chosen ? "split" : ""}>
        <div>
          <Matrix now={now} chosen={chosen} />
          {!now.every_collection && <p class="aside">{said.own}</p>}
          <Attention now={now} />
          <Services now={now} />
        </div>
        {chosen && <ReplicaPanel row={chosen} />}
      </div>
    </>
  );
}

function Headline({ now }: { now: Answer }) {
  const found = verdict(now);
  const sites = counted(new Set(now.replicas.map((row) => row.site)).size, "site");
  const text =
    found.kind === "yes"
      ? said.yes(counted(now.files, "file"), sites)
      : found.kind === "away"
        ? said.away(counted(found.away, "replica"))
        : said.no(
            [
              found.lacking && said.lacking(counted(found.lacking, "replica")),
              found.needy && said.needs(counted(found.needy, "replica")),
              found.away && `${found.away} away`,
            ]
              .filter(Boolean)
              .join(", "),
          );
  const { transfers } = now;
  const saved = transfers.full_bytes - transfers.sent_bytes;
  return (
    <section class="headline">
      <h1>
        <small>{said.title}</small>
        <span class={`answer ${found.kind}`}>{text}</span>
      </h1>
      <dl class="figures">
        <Figure name={said.figures.files} value={count(now.files)} />
        <Figure name={said.figures.bytes} value={bytes(now.bytes)} />
        <Figure name={said.figures.revision} value={String(now.revision)} />
        <Rate />
        <Figure
          name={said.figures.transfers}
          value={`${transfers.active} ${said.active}`}
          note={saved > 0 ? `${bytes(saved)} ${said.saved}` : `${bytes(transfers.sent_bytes)} sent`}
        />
      </dl>
    </section>
  );
}

/** What was sent over the last minutes, since this page is open. */
function Rate() {
  const found = rates(sent.value, heardAt.value?.getTime() ?? 0);
  const most = bytes(Math.round(Math.max(...found)));
  return (
    <div class="figure">
      <dt>{said.figures.rate}</dt>
      <dd>
        <Sparkline values={found} label={said.rate(most)} />
      </dd>
    </div>
  );
}

function Matrix({ now, chosen }: { now: Answer; chosen: Replica | null }) {
  const { sites, collections, at } = matrix(now);
  return (
    <div class="scroll">
      <table
        class="matrix"
        style={{ width: `max(100%, ${NAME_PX + sites.length * CELL_PX}px)` }}
        onKeyDown={moveAmongCells}
      >
        <thead>
          <tr>
            <th scope="col">{said.collections}</th>
            {sites.map((site) => (
              <th scope="col" key={site}>
                <a href={formatRoute({ page: "site", params: { site } })}>{site}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {collections.map((collection) => (
            <tr key={collection}>
              <th scope="row">{collection}</th>
              {sites.map((site) => {
                const row = at(collection, site);
                return (
                  <td key={site}>
                    <Cell row={row} pressed={isChosen(row, chosen)} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CellProps = { row: Replica | null; pressed: boolean };

/**
 * A cell that is looked at again only when its replica changed: of thousands few change at a time.
 * It is a class for that: a node that `useMemo` keeps holds the whole page as it was when the node was made.
 */
class Cell extends Component<CellProps> {
  override shouldComponentUpdate({ row, pressed }: CellProps): boolean {
    return row !== this.props.row || pressed !== this.props.pressed;
  }

  override render({ row, pressed }: CellProps) {
    return <CellOf row={row} pressed={pressed} />;
  }
}

function isChosen(row: Replica | null, chosen: Replica | null): boolean {
  return row !== null && chosen?.collection === row.collection && chosen.site === row.site;
}

function CellOf({ row, pressed }: CellProps) {
  if (row === null) return <span class="cell none" title={said.unregistered} />;
  const health = healthOf(row);
  const behind = row.behind ?? 0;
  return (
    <button
      type="button"
      class={`cell ${health}`}
      aria-pressed={pressed}
      onClick={() => adjust({ collection: row.collection, site: row.site })}
    >
      <span class="hidden">{said.figure(row.site, row.collection)} </span>
      <b>{words.states[health]}</b>
      <small>
        {behind > 0
          ? said.behind(count(behind), bytes(row.wanted_bytes ?? 0))
          : row.online
            ? counted(row.files ?? 0, "path")
            : "\u00a0"}
      </small>
      {needsPerson(row) && health !== "held" && <i class="mark" aria-hidden="true" />}
    </button>
  );
}

/** Arrow keys go from cell to cell, as in a spreadsheet. */
function moveAmongCells(event: KeyboardEvent): void {
  const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
  const cell = (event.target as Element).closest("td");
  const row = cell?.parentElement as HTMLTableRowElement | null;
  if (step === undefined || cell == null || row === null) return;
  const [down = 0, right = 0] = step;
  const body = row.parentElement as HTMLTableSectionElement;
  const next = body.rows[row.sectionRowIndex + down]?.cells[cell.cellIndex + right]?.querySelector("button");
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

function Attention({ now }: { now: Answer }) {
  const needy = now.replicas.filter(needsPerson);
  return (
    <section>
      <h2>{said.attention}</h2>
      {needy.length === 0 && <Empty>{said.nothing}</Empty>}
      <ul class="attention">
        {needy.map((row) => (
          <li key={`${row.collection} ${row.site}`}>
            <button type="button" class="link" onClick={() => adjust({ collection: row.collection, site: row.site })}>
              {row.collection} at {row.site}
            </button>
            <Badge health={healthOf(row)} />
            <p>{visible(row.hold ?? restsSince(row) ?? row.problems?.[0] ?? row.refusals?.[0] ?? row.unpublished_shown?.[0] ?? conflicts(row))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function restsSince(row: Replica): string | undefined {
  return row.pause ? said.rests(row.pause.since, row.pause.by) : undefined;
}

function conflicts(row: Replica): string {
  return counted(row.conflicts ?? 0, "conflict copy", "conflict copies");
}

function Services({ now }: { now: Answer }) {
  return (
    <section>
      <h2>{said.services}</h2>
      <ul class="services">
        {now.services.map((one) => (
          <li key={`${one.service} ${one.site} ${one.url}`}>
            <span class={`dot ${dotOf(one)}`} aria-hidden="true" />
            <b>{one.service}</b>
            <span>{one.site ?? "all sites"}</span>
            <small>{one.state}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ReplicaPanel({ row }: { row: Replica }) {
  const close = () => adjust({ collection: "", site: "" });
  return (
    <aside class="panel" aria-label={`${row.collection} at ${row.site}`}>
      <header>
        <h2>
          {row.collection} <span>at</span> {row.site}
        </h2>
        <Badge health={healthOf(row)} />
        <button type="button" class="close" aria-label={said.close} onClick={close}>
          ×
        </button>
      </header>
      {row.hold != null && <Hold row={row} />}
      {row.pause != null && <p class="note">{visible(restsSince(row) ?? "")}</p>}
      <ReplicaFacts row={row} />
      <ReplicaLines row={row} />
      <p>
        <a href={formatRoute({ page: "site", params: { site: row.site } })}>{said.openSite(row.site)}</a>
      </p>
    </aside>
  );
}
