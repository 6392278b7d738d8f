import { address, encodePath, getJson } from "../../api/client";
import type { KernelPage, MetaKernelAnswer } from "../../api/types";
import { counted, splitPath, visible } from "../../format";
import { adjust, formatRoute } from "../../route";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote } from "../../ui/parts";
import { words } from "../../words";

const said = words.kernels;

/** A member's state as a colour of state. */
const colours: Record<string, string> = { held: "idle", missing: "held", damaged: "held", undescribed: "behind" };

/** Meta-kernels whose members the list counts; each is a question, and more are told when they are opened. */
const LOOKED_INTO = 30;

export function MetaKernels({ chosen }: { chosen: string }) {
  const { answer } = useAsked((signal) => getJson<KernelPage>(address("spice/metakernels"), signal), "metakernels");
  if (answer === null) return null; // What the missions say of a service that is not there is enough.
  return (
    <section>
      <h2>{said.metaKernels}</h2>
      {answer.kernels.length === 0 && <Empty>{said.noMetaKernels}</Empty>}
      <ul class="attention">
        {answer.kernels.map(({ path, superseded_by }, index) => (
          <li key={path} class={path === chosen ? "chosen" : ""}>
            <button type="button" class="link" onClick={() => adjust({ mk: path })}>
              {visible(path)}
            </button>
            {index < LOOKED_INTO ? <Members path={path} /> : <span />}
            <small>{superseded_by != null ? said.superseded(visible(superseded_by)) : ""}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What became of the members of one, in a word. */
function Members({ path }: { path: string }) {
  const question = address(`spice/metakernels/${encodePath(path)}`);
  const { answer } = useAsked((signal) => getJson<MetaKernelAnswer>(question, signal), question);
  if (answer === null) return <span />;
  const lost = answer.members.filter(({ state }) => state !== "held").length;
  const old = answer.members.filter(({ superseded_by }) => superseded_by != null).length;
  return <span class={`badge ${lost > 0 ? "held" : old > 0 ? "behind" : "idle"}`}>{said.membersOf(answer.members.length, lost, old)}</span>;
}

export function MetaKernelPanel({ path }: { path: string }) {
  const { answer, error, again } = useAsked(
    (signal) => getJson<MetaKernelAnswer>(address(`spice/metakernels/${encodePath(path)}`), signal),
    path,
  );
  const told = answer?.path === path ? answer : null;
  return (
    <aside class="panel" aria-label={visible(path)}>
      <header>
        <h2>{visible(splitPath(path).name)}</h2>
        {told && (
          <span class={`badge ${told.complete ? "idle" : "held"}`}>{told.complete ? said.complete : said.incomplete}</span>
        )}
        <button type="button" class="close" aria-label={words.files.close} onClick={() => adjust({ mk: "" })}>
          ×
        </button>
      </header>
      {error !== null && <ErrorNote error={error} again={again} />}
      {told && <h3>{said.members(counted(told.members.length, "member"))}</h3>}
      <ol class="differences">
        {told?.members.map(({ written, path: at, state, superseded_by }, index) => (
          <li key={`${index} ${written}`}>
            <span class={`badge ${colours[state] ?? "offline"}`}>{state}</span>
            {at == null ? (
              <span>{visible(written)}</span>
            ) : (
              <a href={formatRoute({ page: "files", params: { path: at } })}>{visible(at)}</a>
            )}
            <small>{superseded_by != null ? said.superseded(visible(splitPath(superseded_by).name)) : ""}</small>
          </li>
        ))}
      </ol>
    </aside>
  );
}
