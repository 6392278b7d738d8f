/** One stay in a state: what it got and gave, its tasks, and why it failed. */
import { duration, time, visible } from "../../format";
import type { Step } from "../../state/steps";
import { words } from "../../words";

const said = words.pipelines;
/** Characters of a value that are shown. */
const VALUE_MAX = 20_000;

export function StepFacts({ step }: { step: Step }) {
  return (
    <section class="step" aria-label={visible(step.state)}>
      <h3>
        {visible(step.state)}: {said.outcomes[step.outcome]}
      </h3>
      <p class="aside">
        {time(step.entered)} UTC{step.left !== null && `, ${duration(step.entered, step.left)}`}
        {step.retries > 0 && `, ${said.retries(step.retries)}`}
      </p>
      {step.error && <p class="note held">{visible(`${step.error}: ${step.cause}`)}</p>}
      <ul class="lines">
        {step.tasks.map((one) => (
          <li key={one.task}>
            {visible(one.resource)} {one.started === null && said.notTaken} {visible(one.error)}
          </li>
        ))}
      </ul>
      <Value name={said.input} value={step.input} />
      {step.output !== null && <Value name={said.output} value={step.output} />}
    </section>
  );
}

function Value({ name, value }: { name: string; value: unknown }) {
  const text = JSON.stringify(value, null, 2) ?? "";
  return (
    <details open>
      <summary>{name}</summary>
      <pre tabIndex={0} aria-label={name}>
        {visibleLines(text.slice(0, VALUE_MAX))}
        {text.length > VALUE_MAX && "…"}
      </pre>
    </details>
  );
}

const visibleLines = (text: string) => text.split("\n").map(visible).join("\n");
