/** A set of kernels in its order of loading: why each is in it, what lacks, and two ways to take it home. */
import type { KernelSetAnswer, MissingPart } from "../../api/types";
import { bytes, counted, splitPath, visible } from "../../format";
import { formatRoute } from "../../route";
import type { SetQuestion } from "../../state/sets";
import { Lines } from "../../ui/parts";
import { words } from "../../words";
import { TakeHome } from "./takehome";

const said = words.kernels.set;

export function KernelSet({ question, answer }: { question: SetQuestion; answer: KernelSetAnswer }) {
  const size = answer.members.reduce((sum, { size: one }) => sum + one, 0);
  const out = (answer.considered ?? []).filter(({ chosen }) => !chosen);
  return (
    <section>
      <header class="bar">
        <span class={`badge ${answer.complete ? "idle" : "held"}`}>{answer.complete ? said.complete : said.incomplete}</span>
        <b>{said.members(counted(answer.members.length, "kernel"), bytes(size))}</b>
        {answer.members.length > 0 && <TakeHome question={question} hash={answer.hash} size={size} />}
      </header>
      <Missing parts={answer.missing ?? []} />
      <Lines title={said.notes} lines={answer.notes ?? []} />
      <Members answer={answer} />
      <Lines title={said.leftOut} lines={out.map(({ path, why }) => `${path}: ${why}`)} />
    </section>
  );
}

function Missing({ parts }: { parts: readonly MissingPart[] }) {
  const gaps = ({ gaps: spans = [] }: MissingPart) => spans.map((gap) => `${gap.start_utc} – ${gap.stop_utc}`).join(", ");
  const lines = parts.map((part) => said.missing(part.what, part.kind, gaps(part)));
  return <Lines title={said.lacks} lines={lines} />;
}

function Members({ answer }: { answer: KernelSetAnswer }) {
  return (
    <div class="scroll" tabIndex={0}>
      <table class="list">
        <thead>
          <tr>
            {said.columns.map((name, index) => (
              <th scope="col" key={name} class={index === SIZE ? "number" : ""}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.members.map(({ path, kind, quality, size, needed_for }) => (
            <tr key={path}>
              <th scope="row">
                <a href={formatRoute({ page: "files", params: { path } })}>{visible(splitPath(path).name)}</a>
              </th>
              <td>{kind}</td>
              <td>{quality}</td>
              <td class="number">{bytes(size)}</td>
              <td>{visible(needed_for.join(", "))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The column of `said.columns` that is a number. */
const SIZE = 3;
