/** Kernels: what they cover, the meta-kernels and what became of their members, and sets of kernels for a question. */
import { useEffect, useState } from "preact/hooks";
import { adjust, formatRoute, route } from "../../route";
import { words } from "../../words";
import { Coverage } from "./coverage";
import { MetaKernelPanel, MetaKernels } from "./metakernels";
import { Missions } from "./missions";
import { KernelSets } from "./sets";

const said = words.kernels;

const KINDS = ["body", "instrument", "frame"] as const;

const VIEWS = ["coverage", "set"] as const;

export function KernelsPage() {
  const { view = "coverage" } = route.value.params;
  return (
    <>
      <h1 class="title">{said.title}</h1>
      <div class="tabs">
        {VIEWS.map((one) => (
          <a key={one} href={formatRoute({ page: "kernels", params: { view: one } })} aria-current={one === view ? "true" : undefined}>
            {said.views[one]}
          </a>
        ))}
      </div>
      {view === "set" ? <KernelSets /> : <Catalogue />}
    </>
  );
}

function Catalogue() {
  const { subject = "", kind = "body", on = "", mk = "" } = route.value.params;
  return (
    <>
      <Question subject={subject} kind={kind} on={on} />
      {subject !== "" ? (
        <Coverage subject={subject} kind={kind} on={on} />
      ) : (
        <div class={mk ? "split" : ""}>
          <div>
            <Missions />
            <MetaKernels chosen={mk} />
          </div>
          {mk !== "" && <MetaKernelPanel path={mk} />}
        </div>
      )}
    </>
  );
}

function Question({ subject, kind, on }: { subject: string; kind: string; on: string }) {
  const [text, setText] = useState(subject);
  useEffect(() => setText(subject), [subject]);
  return (
    <form
      class="bar"
      onSubmit={(event) => {
        event.preventDefault();
        adjust({ subject: text.trim(), from: "", to: "" });
      }}
    >
      <label>
        {said.subject}
        <input value={text} placeholder="MRO" title={said.help} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <label>
        <span class="hidden">{said.subject}</span>
        <select value={kind} aria-label={said.subject} onChange={(event) => adjust({ kind: event.currentTarget.value })}>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {said.kinds[one]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="primary">
        {said.add}
      </button>
      <label>
        {said.on}
        <input value={on} placeholder="2006-11-17" title={said.onHelp} onChange={(event) => adjust({ on: event.currentTarget.value.trim() })} />
      </label>
    </form>
  );
}
