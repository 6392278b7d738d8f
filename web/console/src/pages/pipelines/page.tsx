/** What runs: files on their way from providers, and executions of workflows. */
import { formatRoute, route } from "../../route";
import { whoAsks } from "../../state/session";
import { Empty } from "../../ui/parts";
import { words } from "../../words";
import { ExecutionPanel } from "./execution";
import { Executions } from "./executions";
import { GranulePanel } from "./granule";
import { Granules } from "./granules";
import { Providers } from "./providers";

const said = words.pipelines;
const VIEWS = ["arrivals", "executions"] as const;

export function PipelinesPage() {
  if (whoAsks()?.whole === false) return <Empty>{words.overview.whole}</Empty>;
  const { view = "arrivals" } = route.value.params;
  return (
    <>
      <h1 class="title">{said.title}</h1>
      <div class="tabs">
        {VIEWS.map((one) => (
          <a
            key={one}
            href={formatRoute({ page: "pipelines", params: { view: one } })}
            aria-current={one === view ? "true" : undefined}
          >
            {said.views[one]}
          </a>
        ))}
      </div>
      {view === "executions" ? <ExecutionsView /> : <Arrivals />}
    </>
  );
}

function Arrivals() {
  const { feed = "", granule = "", status = "" } = route.value.params;
  return (
    <div class={granule ? "split" : ""}>
      <div>
        <Providers />
        <Granules feed={feed} status={status} chosen={granule} />
      </div>
      {granule !== "" && <GranulePanel feed={feed} granule={granule} />}
    </div>
  );
}

function ExecutionsView() {
  const { execution = "", status = "", workflow = "" } = route.value.params;
  return (
    <div class={execution ? "split wide" : ""}>
      <Executions status={status} workflow={workflow} chosen={execution} />
      {execution !== "" && <ExecutionPanel execution={execution} />}
    </div>
  );
}
