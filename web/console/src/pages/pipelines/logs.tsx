/** The lines that the steps of an execution wrote, searched by text. */
import { address, getJson } from "../../api/client";
import type { LogAnswer } from "../../api/types";
import { visible } from "../../format";
import { adjust, route } from "../../route";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote } from "../../ui/parts";
import { words } from "../../words";

const said = words.pipelines;

export function Logs({ execution, ended }: { execution: string; ended: boolean }) {
  const text = route.value.params["lines"] ?? "";
  const question = address(`executions/${execution}/logs`, { text });
  const { answer, error, again } = useAsked((signal) => getJson<LogAnswer>(question, signal), question, !ended);
  const parts = (answer?.parts ?? []).filter((one) => one.lines.length > 0);
  return (
    <>
      <h3>{said.logs}</h3>
      <div class="bar">
        <label>
          {said.searchLogs}
          <input type="search" value={text} onInput={(event) => adjust({ lines: event.currentTarget.value }, { replace: true })} />
        </label>
      </div>
      {error !== null && <ErrorNote error={error} again={again} />}
      {answer !== null && parts.length === 0 && <Empty>{text === "" ? said.noLogs : said.noLines}</Empty>}
      {parts.length > 0 && (
        <pre tabIndex={0} aria-label={said.logs}>
          {parts.flatMap(({ state, sequence, lines }) =>
            lines.map((line, index) => (
              <span key={`${sequence} ${index}`} class={line.stream}>
                {line.at.slice(11, 19)} {visible(state)}: {visible(line.text)}
                {"\n"}
              </span>
            )),
          )}
        </pre>
      )}
    </>
  );
}
