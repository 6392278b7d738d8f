/** One site: its health in each collection, its room, why it is held, and what runs there. */
import type { Overview, Replica, ScanRow } from "../../api/types";
import { bytes, count, counted, isWebAddress, visible } from "../../format";
import { adjust, route } from "../../route";
import { dotOf, healthOf } from "../../state/health";
import { overview, trouble } from "../../state/live";
import { whoAsks } from "../../state/session";
import { Elsewhere } from "../../ui/elsewhere";
import { Badge, Empty, ErrorNote } from "../../ui/parts";
import { ReplicaFacts, ReplicaLines } from "../../ui/replica";
import { words } from "../../words";
import { Hold } from "./hold";
import { Pause } from "./pause";
import { Quarantine } from "./quarantine";
import { Rules } from "./rules";
import { Trash } from "./trash";

const said = words.site;

export function SitePage() {
  const caller = whoAsks();
  if (caller && !caller.whole) return <Empty>{words.overview.whole}</Empty>;
  const now = overview.value;
  if (now === null) return trouble.value ? <ErrorNote error={trouble.value} /> : <Empty>{words.files.loading}…</Empty>;
  const sites = [...new Set(now.replicas.map((row) => row.site))].sort();
  const site = route.value.params["site"] || now.site;
  const rows = now.replicas.filter((row) => row.site === site);
  return (
    <>
      <h1 class="title">{said.title(site)}</h1>
      <div class="bar">
        <label>
          {said.choose}
          <select value={site} onChange={(event) => adjust({ site: event.currentTarget.value })}>
            {sites.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <Room now={now} site={site} />
      </div>
      {rows.length === 0 && <Empty>{said.unknown}</Empty>}
      {rows.map((row) => (
        <Collection key={row.collection} row={row} own={site === now.site && row.collection === now.collection} collection={now.collection} />
      ))}
      <Running now={now} site={site} />
    </>
  );
}

function Room({ now, site }: { now: Overview; site: string }) {
  const disk = (now.disks ?? []).find((one) => one.site === site);
  return <p class="aside">{disk ? said.free(bytes(disk.free_bytes)) : said.freeUnknown}</p>;
}

function Collection({ row, own, collection }: { row: Replica; own: boolean; collection: string }) {
  const files = row.files ?? 0;
  const behind = row.behind ?? 0;
  return (
    <section class="replica" aria-label={row.collection}>
      <h2>
        {row.collection} <Badge health={healthOf(row)} />
      </h2>
      {row.hold != null && <Hold row={row} />}
      {row.pause != null && <p class="note">{visible(words.overview.rests(row.pause.since, row.pause.by))}</p>}
      <Pause row={row} />
      {row.online && row.hold == null && (
        <p>
          <progress max={files + behind || 1} value={files} aria-label={said.progress} />{" "}
          {said.placed(counted(files, "path"), counted(files + behind, "path"))}
        </p>
      )}
      {row.scan && <Scan scan={row.scan} files={files} />}
      <ReplicaFacts row={row} />
      <ReplicaLines row={row} />
      <h3>{said.quarantine.title}</h3>
      {row.quarantine != null && <p class="aside">{said.quarantine.rules(row.quarantine.join(", "))}</p>}
      {own ? (
        <Quarantine collection={row.collection} />
      ) : (
        <Elsewhere text={said.quarantine.elsewhere} sites={[row.site]} />
      )}
      {row.collection === collection && (
        <>
          <h3>{said.ruled.title}</h3>
          <Rules site={row.site} />
        </>
      )}
      {own && (
        <>
          <h3>{said.trash.title}</h3>
          <Trash collection={row.collection} />
        </>
      )}
    </section>
  );
}

/** How far a look is: first all is listed, then what is new or changed is read. */
function Scan({ scan: { seen, to_hash }, files }: { scan: ScanRow; files: number }) {
  return (
    <p>
      {to_hash > 0 ? (
        <progress aria-label={said.looking} />
      ) : (
        <progress max={Math.max(files, seen, 1)} value={seen} aria-label={said.looking} />
      )}{" "}
      {to_hash > 0 ? said.hashing(counted(to_hash, "file")) : said.looked(counted(seen, "path"), count(files))}
    </p>
  );
}

/** An address comes from the site, so it is a link only where it is one of the web. */
function Running({ now, site }: { now: Overview; site: string }) {
  const here = now.services.filter((one) => one.site === site);
  return (
    <section>
      <h2>{words.overview.services}</h2>
      {here.length === 0 && <Empty>{said.nothingRuns}</Empty>}
      <ul class="services">
        {here.map((one) => (
          <li key={`${one.service} ${one.url}`}>
            <span class={`dot ${dotOf(one)}`} aria-hidden="true" />
            <b>{one.service}</b>
            <span>{one.state}</span>
            {isWebAddress(one.url) ? (
              <a href={one.url} rel="noreferrer noopener">
                {one.url}
              </a>
            ) : (
              <small>{words.overview.noUrl}</small>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
