/** The builder of kernel sets: the least set for bodies, frames and instruments over a time, to take home. */
import { useState } from "preact/hooks";
import { address, change } from "../../api/client";
import type { KernelSetAnswer } from "../../api/types";
import { go, route } from "../../route";
import { FIELDS, questionOf, type Asked } from "../../state/sets";
import { useAsked } from "../../ui/asked";
import { Empty } from "../../ui/parts";
import { words } from "../../words";
import { KernelSet } from "./set";
import { Trouble } from "./trouble";

const said = words.kernels.set;
const EXAMPLES: Asked = {
  bodies: "MRO, MARS",
  frames: "MRO_SPACECRAFT",
  instruments: "MRO_CTX",
  start: "2021-07-06",
  stop: "2021-07-13",
};

export function KernelSets() {
  const { params } = route.value;
  const question = questionOf(params);
  const key = JSON.stringify(question);
  const { answer, error, busy, again } = useAsked(
    question === null ? null : () => change<KernelSetAnswer>("POST", address("spice/kernel-sets"), question),
    key,
  );
  return (
    <>
      <Form key={key} params={params} />
      {error !== null && <Trouble error={error} again={again} />}
      {question === null && <Empty>{said.begin}</Empty>}
      {busy && <Empty>{words.files.loading}…</Empty>}
      {question !== null && answer !== null && !busy && <KernelSet question={question} answer={answer} />}
    </>
  );
}

function Form({ params }: { params: Asked }) {
  const [typed, setTyped] = useState(params);
  return (
    <form
      class="bar"
      onSubmit={(event) => {
        event.preventDefault();
        go({ page: "kernels", params: { ...typed, view: "set" } });
      }}
    >
      {[...FIELDS, "start" as const, "stop" as const].map((field) => (
        <label key={field}>
          {said.fields[field]}
          <input
            value={typed[field] ?? ""}
            placeholder={EXAMPLES[field]}
            title={said.help[field]}
            onInput={(event) => setTyped({ ...typed, [field]: event.currentTarget.value.trim() })}
          />
        </label>
      ))}
      <button type="submit" class="primary">
        {said.find}
      </button>
    </form>
  );
}
