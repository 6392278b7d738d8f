/** The last hour: how fast contents were sent, and how long changes took to be elsewhere. */
import { address, getJson } from "../../api/client";
import type { RackHistory } from "../../api/types";
import { bytes } from "../../format";
import { delayWords, plotsOf, rateWords } from "../../state/moments";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote } from "../../ui/parts";
import { Plot } from "../../ui/plot";
import { words } from "../../words";

const said = words.overview.plots;

export function Plots() {
  const asked = useAsked((signal) => getJson<RackHistory>(address("overview/history"), signal), "history", true);
  if (asked.error && asked.answer === null) return <ErrorNote error={asked.error} again={asked.again} />;
  const moments = asked.answer?.moments ?? [];
  const { times, rate, delay, slowest } = plotsOf(moments);
  return (
    <section aria-label={said.title}>
      <h2>{said.title}</h2>
      {moments.length < 2 && <Empty>{asked.answer === null ? `${words.files.loading}…` : said.young}</Empty>}
      {moments.length > 1 && (
        <div class="pair">
          <Plot title={said.rate} words={rateWords(moments)} times={times} lines={[{ name: said.sent, values: rate }]} format={(value) => `${bytes(value)}/s`} />
          <Plot
            title={said.delay}
            words={delayWords(moments)}
            times={times}
            lines={[
              { name: said.mean, values: delay },
              { name: said.slowest, values: slowest },
            ]}
            format={said.seconds}
          />
        </div>
      )}
    </section>
  );
}
