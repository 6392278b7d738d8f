/** Frames of the archive: found by filters, in a list and on the sky, each with all that is known of it. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { address, getJson } from "../../api/client";
import { route } from "../../route";
import { readPage, type Frame } from "../../state/frames";
import { Trouble } from "../../ui/absent";
import { Empty } from "../../ui/parts";
import { words } from "../../words";
import { Filters, questionOf } from "./filters";
import { FramePanel } from "./frame";
import { FrameList } from "./list";
import { Sky } from "./sky";

const said = words.archive;

/** Of one look: so many outlines are drawn without a stutter, and a list goes on where its end is seen. */
const PAGE = 500;

export function ArchivePage() {
  const { params } = route.value;
  const chosen = params["frame"] ?? "";
  const { frames, error, more, again, ready } = useFrames(questionOf(params));
  return (
    <>
      <h1 class="title">{said.title}</h1>
      <Filters params={params} />
      {error !== null && <Trouble error={error} again={again} service="archive" />}
      {error === null && !ready && <Empty>{words.files.loading}…</Empty>}
      {ready && error === null && frames.length === 0 && <Empty>{said.none}</Empty>}
      {frames.length > 0 && (
        <div class={chosen ? "split wide" : ""}>
          <div>
            <Sky frames={frames} chosen={chosen} />
            <FrameList frames={frames} chosen={chosen} more={more} />
          </div>
          {chosen !== "" && <FramePanel number={chosen} known={frames.find((one) => String(one.id) === chosen) ?? null} />}
        </div>
      )}
      {frames.length === 0 && chosen !== "" && <FramePanel number={chosen} known={null} />}
    </>
  );
}

/** The frames that fit, page after page as the end of the list comes into sight. */
function useFrames(question: Record<string, string>) {
  const [frames, setFrames] = useState<readonly Frame[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [ready, setReady] = useState(false);
  const key = JSON.stringify(question);

  const load = useCallback(
    async (cursor: string, signal?: AbortSignal) => {
      try {
        const asked = address("archive/frames", { ...(JSON.parse(key) as typeof question), limit: PAGE, cursor });
        const page = readPage(await getJson<unknown>(asked, signal));
        setFrames((before) => (cursor === "" ? page.frames : [...before, ...page.frames]));
        setNext(page.next);
        setError(null);
        setReady(true);
      } catch (problem) {
        if (!signal?.aborted) setError(problem);
      }
    },
    [key],
  );

  useEffect(() => {
    const left = new AbortController();
    void load("", left.signal);
    return () => left.abort();
  }, [load]);

  const more = useCallback(() => {
    if (next === null) return;
    setNext(null);
    void load(next);
  }, [next, load]);

  return { frames, error, more, ready, again: () => void load("") };
}
