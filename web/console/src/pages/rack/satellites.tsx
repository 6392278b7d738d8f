/** The satellites service: whether it answers, and how old what it answers from is. Nothing of what is in it. */
import { address, getJson } from "../../api/client";
import type { SatellitesStatus } from "../../api/types";
import { count } from "../../format";
import { Trouble } from "../../ui/absent";
import { useAsked } from "../../ui/asked";
import { Empty, Lines } from "../../ui/parts";
import { words } from "../../words";

const said = words.satellites;
const HOUR = 3600;

export function SatellitesPage() {
  const { answer, error, again } = useAsked((signal) => getJson<SatellitesStatus>(address("satellites/status"), signal), "satellites", true);
  return (
    <>
      <h1 class="title">{said.title}</h1>
      {error !== null && <Trouble error={error} again={again} service="satellites" />}
      {answer === null && error === null && <Empty>{words.files.loading}…</Empty>}
      {answer !== null && <Facts now={answer} />}
    </>
  );
}

function Facts({ now }: { now: SatellitesStatus }) {
  return (
    <section class="replica" aria-label={said.title}>
      <p class={`note ${now.fresh ? "good" : "held"}`}>{now.fresh ? said.fresh : now.reason}</p>
      <dl class="facts">
        <dt>{said.age}</dt>
        <dd>{now.age_seconds === null ? said.never : said.hours((now.age_seconds / HOUR).toFixed(1))}</dd>
        <dt>{said.sets}</dt>
        <dd>{count(now.element_sets)}</dd>
        <dt>{said.pair}</dt>
        <dd>{now.pair}</dd>
        <dt>{said.earth}</dt>
        <dd>{now.earth_orientation_until}</dd>
        <dt>{said.leap}</dt>
        <dd>{now.leap_seconds_until}</dd>
        <dt>{said.memory}</dt>
        <dd>{now.memory_locked && now.undumpable ? said.guarded : said.unguarded}</dd>
      </dl>
      <Lines title={said.notLoaded} lines={now.not_loaded} />
    </section>
  );
}
