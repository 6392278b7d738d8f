/** Pictures of frames, as the archive makes them. */
import { address, ask, getJson } from "../../api/client";
import { visible } from "../../format";
import { formatRoute } from "../../route";
import { basenameOf, readPage } from "../../state/frames";
import { overview } from "../../state/live";
import { useAsked } from "../../ui/asked";
import { words } from "../../words";

const said = words.archive;

/** The picture as an address of data: one of the browser's own could say no token. None where there is none. */
export function Picture({ base, name }: { base: string; name: string }) {
  const { answer } = useAsked((signal) => picture(address(`${base}/thumbnails/medium`), signal), `${base} picture`);
  return answer === null ? null : <img class="picture" src={answer} alt={said.pictureOf(visible(name))} />;
}

async function picture(url: string, signal: AbortSignal): Promise<string> {
  const data = await (await ask(url, { signal })).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^;,]*/, "data:image/jpeg"));
    reader.onerror = () => reject(reader.error as Error);
    reader.readAsDataURL(data);
  });
}


/** The picture of the frame that a file is of, where an archive runs and knows it. */
export function FramePicture({ path }: { path: string }) {
  const runs = overview.value?.services.some(({ service }) => service === "archive") ?? false;
  const query = address("archive/frames", { basename_exact: basenameOf(path) });
  const { answer } = useAsked(runs ? async (signal) => readPage(await getJson<unknown>(query, signal)).frames : null, query);
  const frame = answer?.find(({ paths }) => paths.includes(path));
  if (frame === undefined) return null;
  return (
    <>
      <Picture base={`archive/frames/${frame.id}`} name={frame.basename} />
      <p>
        <a href={formatRoute({ page: "archive", params: { basename: frame.basename, frame: String(frame.id) } })}>{said.open}</a>
      </p>
    </>
  );
}
