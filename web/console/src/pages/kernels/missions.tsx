/** How many kernels of each kind the missions have. */
import { address, getJson } from "../../api/client";
import type { MissionList } from "../../api/types";
import { count, visible } from "../../format";
import { useAsked } from "../../ui/asked";
import { Empty } from "../../ui/parts";
import { words } from "../../words";
import { Trouble } from "./trouble";

const said = words.kernels;

export function Missions() {
  const { answer, error, again } = useAsked((signal) => getJson<MissionList>(address("spice/missions"), signal), "missions");
  if (error !== null) return <Trouble error={error} again={again} />;
  if (answer === null) return <Empty>{words.files.loading}…</Empty>;
  const kinds = [...new Set(answer.missions.flatMap((one) => Object.keys(one.kinds)))].sort();
  return (
    <section>
      <h2>{said.missions}</h2>
      <div class="scroll" tabIndex={0}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col" />
              {kinds.map((kind) => (
                <th scope="col" class="number" key={kind}>
                  {kind}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.missions.map(({ mission, kinds: counts }) => (
              <tr key={mission}>
                <th scope="row">{visible(mission) || "–"}</th>
                {kinds.map((kind) => (
                  <td class="number" key={kind}>
                    {counts[kind] === undefined ? "" : count(counts[kind])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
