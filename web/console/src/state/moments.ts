/** The last hour of a rack as lines of a plot, and in words. Pure. */
import type { RackMoment } from "../api/types";
import { bytes } from "../format";
import { words } from "../words";

const said = words.overview.plots;

export type Values = (number | null)[];
export type Lines = { /** Seconds since 1970. */ times: number[]; rate: Values; delay: Values; slowest: Values };

export function plotsOf(moments: readonly RackMoment[]): Lines {
  return {
    times: moments.map(({ at }) => new Date(at).getTime() / 1000),
    rate: moments.map(({ sent_rate }) => sent_rate),
    delay: moments.map(({ delay_seconds }) => delay_seconds ?? null),
    slowest: moments.map(({ slowest_seconds }) => slowest_seconds ?? null),
  };
}

export function rateWords(moments: readonly RackMoment[]): string {
  const last = moments[moments.length - 1]?.sent_rate ?? 0;
  const most = Math.max(0, ...moments.map(({ sent_rate }) => sent_rate));
  return said.rateNow(`${bytes(last)}/s`, `${bytes(most)}/s`);
}

export function delayWords(moments: readonly RackMoment[]): string {
  const placed = moments.filter(({ delay_seconds }) => delay_seconds != null);
  const last = placed[placed.length - 1];
  if (last === undefined) return said.nothingPlaced;
  const worst = placed.reduce((one, other) => ((other.slowest_seconds ?? 0) > (one.slowest_seconds ?? 0) ? other : one));
  return said.delayNow(said.seconds(last.delay_seconds ?? 0), said.seconds(worst.slowest_seconds ?? 0), worst.slowest_site ?? "");
}
