/** The frames that were found, of which those in sight alone are drawn. */
import { useState } from "preact/hooks";
import { time, visible } from "../../format";
import { adjust } from "../../route";
import type { Frame } from "../../state/frames";
import { VirtualList } from "../../ui/virtual";
import { words } from "../../words";

const said = words.archive;

type Props = { frames: readonly Frame[]; chosen: string; more: () => void };

export function FrameList({ frames, chosen, more }: Props) {
  const [current, setCurrent] = useState(-1);
  const choose = (one: Frame | undefined) => one && adjust({ frame: String(one.id) });
  return (
    <section class="tree frames" aria-label={said.frames}>
      <div class="head">
        {said.columns.map((title) => (
          <span key={title}>{title}</span>
        ))}
      </div>
      <VirtualList
        rows={frames.length}
        label={said.frames}
        current={current}
        move={setCurrent}
        end={more}
        pressed={(event, index) => event.key === "Enter" && choose(frames[index])}
        draw={(index) => {
          const one = frames[index] as Frame;
          return (
            <div class={`entry${String(one.id) === chosen ? " chosen" : ""}`} onClick={() => choose(one)}>
              <span class="name">{visible(one.basename)}</span>
              <span>{time(one.observed)}</span>
              <span>{visible(one.target)}</span>
              <span>{visible(`${one.instrument} ${one.optics}`)}</span>
              <span>{visible(one.kind)}</span>
              <span>{one.exposure === null ? "" : `${one.exposure} s`}</span>
            </div>
          );
        }}
      />
    </section>
  );
}
