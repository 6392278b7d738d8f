/** Lines over time, drawn by uPlot on a canvas; a sentence says the same to those who do not see it. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { words as said } from "../words";
import { theme } from "./theme";

export type Line = { name: string; values: readonly (number | null)[] };

type Props = {
  title: string;
  /** What the lines say, in a sentence. */
  words: string;
  /** Seconds since 1970. */
  times: readonly number[];
  lines: readonly Line[];
  format: (value: number) => string;
};

const HEIGHT = 170;
const COLOURS = ["--accent", "--warn"];

export function Plot({ title, words, times, lines, format }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | null>(null);
  const { value: shade } = theme;
  const data = [times, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;

  useEffect(() => {
    const at = box.current;
    if (at === null || !canDraw()) return undefined;
    const plot = new uPlot(options(at.clientWidth, lines, format), data, at);
    drawn.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: at.clientWidth, height: HEIGHT }));
    observer.observe(at);
    return () => {
      observer.disconnect();
      plot.destroy();
      drawn.current = null;
    };
    // Colours are read when it is made: another shade needs another one.
  }, [shade]);

  useEffect(() => drawn.current?.setData(data), [times, lines]);

  return (
    <figure class="plot">
      <figcaption>
        <b>{title}</b> <span>{words}</span>
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

/** A browser may keep its canvas from pages: the sentence is left. */
function canDraw(): boolean {
  return document.createElement("canvas").getContext("2d") !== null;
}

function clockOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

function options(width: number, lines: readonly Line[], format: (value: number) => string): uPlot.Options {
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    cursor: { y: false },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(most, 1) * 1.05] } },
    axes: [{ ...axis, values: (_plot, ticks) => ticks.map((at) => clockOf(at).replace(/:00$/, "")) }, { ...axis, size: 76, values: (_plot, ticks) => ticks.map(format) }],
    series: [
      { label: said.time, value: (_plot, at) => (at === null ? "–" : clockOf(at)) },
      ...lines.map(({ name }, at) => ({
        label: name,
        stroke: colour(COLOURS[at % COLOURS.length] ?? "--accent"),
        width: 1.5,
        value: (_plot: uPlot, value: number | null) => (value === null ? "–" : format(value)),
      })),
    ],
  };
}
