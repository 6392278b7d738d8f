/** A state machine: its states in their order, how each stands, and where it leads. */
import { visible } from "../../format";
import { adjust } from "../../route";
import type { Node } from "../../state/machine";
import { outcomeOf, type Step } from "../../state/steps";
import { words } from "../../words";

const said = words.pipelines;

type Props = { nodes: readonly Node[]; steps: readonly Step[]; chosen: string };

export function Machine({ nodes, steps, chosen }: Props) {
  return (
    <ol class="machine">
      {nodes.map((node) => (
        <li key={node.name}>
          <State node={node} steps={steps} chosen={chosen} />
          {node.branches.length > 0 && (
            <div class="branches">
              {node.branches.map((inner, index) => (
                <Machine key={index} nodes={inner} steps={steps} chosen={chosen} />
              ))}
            </div>
          )}
          <Ways node={node} />
        </li>
      ))}
    </ol>
  );
}

function State({ node, steps, chosen }: { node: Node } & Omit<Props, "nodes">) {
  const outcome = outcomeOf(steps, node.name);
  const stays = steps.filter((one) => one.state === node.name).length;
  return (
    <button
      type="button"
      class={`state ${outcome ?? "never"}`}
      aria-pressed={node.name === chosen}
      onClick={() => adjust({ state: node.name })}
    >
      <b>{visible(node.name)}</b>
      <small>
        {node.type}, {said.outcomes[outcome ?? "never"]}
        {stays > 1 && `, ${said.stays(stays)}`}
      </small>
    </button>
  );
}

function Ways({ node }: { node: Node }) {
  return (
    <ul class="ways">
      {node.ways.map(({ to, when }) => (
        <li key={`${to} ${when}`}>
          <span aria-hidden="true">↓</span> {visible(to)} {when && <small>({visible(when)})</small>}
        </li>
      ))}
    </ul>
  );
}
