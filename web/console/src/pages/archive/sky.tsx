/** The sky with the outlines of frames: dots for those too small to be seen; turned and zoomed by buttons and wheel. */
import { geoCentroid, geoGraticule10, geoPath, type GeoPath } from "d3-geo";
import { useState } from "preact/hooks";
import { visible } from "../../format";
import { adjust } from "../../route";
import type { Frame } from "../../state/frames";
import { ALL_SKY, footprintOf, projectionOf, viewOf, type Footprint, type View } from "../../state/sky";
import { words } from "../../words";

const said = words.archive;
const WIDTH = 900;
const HEIGHT = 470;
/** Below so many square pixels an outline is a dot. */
const SEEN = 9;
const DOT = 3;

type Props = { frames: readonly Frame[]; chosen: string };
type Drawn = { frame: Frame; area: Footprint };

export function Sky({ frames, chosen }: Props) {
  const [view, setView] = useState<View>(ALL_SKY);
  const drawn = frames.flatMap((frame) => {
    const area = footprintOf(frame.area);
    return area === null ? [] : [{ frame, area }];
  });
  const path = geoPath(projectionOf(view, WIDTH, HEIGHT));
  const target = drawn.find(({ frame }) => String(frame.id) === chosen);
  return (
    <section class="sky" aria-label={said.sky}>
      <div class="actions">
        <Buttons view={view} setView={setView} />
        {target && (
          <button type="button" onClick={() => setView(viewOf(target.area))}>
            {said.toFrame}
          </button>
        )}
        <small>{said.where(view.ra.toFixed(1), view.dec.toFixed(1))}</small>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={said.skyOf(drawn.length)}
        onWheel={(event) => {
          if (!event.ctrlKey) return;
          event.preventDefault();
          setView({ ...view, zoom: clamp(view.zoom * (event.deltaY > 0 ? 0.8 : 1.25), 1, 5000) });
        }}
      >
        <path class="ground" d={path({ type: "Sphere" }) ?? ""} />
        <path class="grid" d={path(geoGraticule10()) ?? ""} />
        {drawn.map((one) => (
          <Outline key={one.frame.id} one={one} path={path} chosen={one === target} />
        ))}
        {target && <Outline one={target} path={path} chosen />}
      </svg>
    </section>
  );
}

function Buttons({ view, setView }: { view: View; setView: (view: View) => void }) {
  const step = 40 / view.zoom;
  const moves = [
    ["←", said.east, { ra: view.ra + step }],
    ["→", said.west, { ra: view.ra - step }],
    ["↑", said.north, { dec: clamp(view.dec + step, -90, 90) }],
    ["↓", said.south, { dec: clamp(view.dec - step, -90, 90) }],
    ["+", said.zoomIn, { zoom: clamp(view.zoom * 2, 1, 5000) }],
    ["−", said.zoomOut, { zoom: clamp(view.zoom / 2, 1, 5000) }],
  ] as const;
  return (
    <>
      {moves.map(([sign, name, change]) => (
        <button type="button" key={sign} aria-label={name} onClick={() => setView(wrapped({ ...view, ...change }))}>
          {sign}
        </button>
      ))}
      <button type="button" onClick={() => setView(ALL_SKY)}>
        {said.allSky}
      </button>
    </>
  );
}

function Outline({ one: { frame, area }, path, chosen }: { one: Drawn; path: GeoPath; chosen: boolean }) {
  const name = `footprint${chosen ? " chosen" : ""}`;
  const choose = () => adjust({ frame: String(frame.id) });
  const title = <title>{visible(`${frame.basename} ${frame.target}`)}</title>;
  if (path.area(area) >= SEEN)
    return (
      <path class={name} d={path(area) ?? ""} onClick={choose}>
        {title}
      </path>
    );
  const [x, y] = path.centroid({ type: "Point", coordinates: geoCentroid(area) });
  if (!Number.isFinite(x) || !Number.isFinite(y)) return null;
  return (
    <circle class={name} cx={x} cy={y} r={chosen ? DOT * 2 : DOT} onClick={choose}>
      {title}
    </circle>
  );
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

const wrapped = (view: View): View => ({ ...view, ra: ((view.ra % 360) + 360) % 360 });
