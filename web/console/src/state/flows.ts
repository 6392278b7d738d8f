/** The graph of what travels between sites: sites on a circle, an arc for each pair. Pure. */
import type { SiteFlow } from "../api/types";

export const WIDTH = 560;
export const HEIGHT = 260;
/** Left for names beside the circle. */
const MARGIN_X = 130;
const MARGIN_Y = 36;
/** Sites that are drawn though nothing travels to or from them: more would hide what does. */
const QUIET_MAX = 24;
/** How far an arc is bent, as a part of its length: there and back must not lie on each other. */
const BEND = 0.16;
const WIDEST_PX = 5;

export type Place = { site: string; x: number; y: number; anchor: "start" | "middle" | "end"; labelX: number; labelY: number };
export type Kind = "active" | "recent" | "past";
export type Arc = { flow: SiteFlow; path: string; width: number; kind: Kind };
export type Graph = { places: Place[]; arcs: Arc[] };

export function kindOf({ active, recent_bytes }: SiteFlow): Kind {
  return active > 0 ? "active" : recent_bytes > 0 ? "recent" : "past";
}

/** The sites to draw: all of them where they are few, else those that send or get anything. */
export function sitesOf(all: readonly string[], flows: readonly SiteFlow[]): string[] {
  const named = new Set(flows.flatMap(({ source, target }) => [source, target]));
  const shown = all.length <= QUIET_MAX ? new Set([...all, ...named]) : named;
  return [...shown].sort();
}

export function graphOf(all: readonly string[], flows: readonly SiteFlow[]): Graph {
  const sites = sitesOf(all, flows);
  const places = sites.map((site, at) => placeOf(site, at, sites.length));
  const at = new Map(places.map((place) => [place.site, place]));
  const most = Math.max(1, ...flows.map((flow) => flow.recent_bytes));
  const arcs = flows.flatMap((flow) => {
    const [from, to] = [at.get(flow.source), at.get(flow.target)];
    return from && to && from !== to ? [{ flow, path: arc(from, to), width: widthOf(flow, most), kind: kindOf(flow) }] : [];
  });
  const order: Record<Kind, number> = { past: 0, recent: 1, active: 2 };
  return { places, arcs: arcs.sort((one, other) => order[one.kind] - order[other.kind]) };
}

/** The first stands at the left, the others follow clockwise. */
function placeOf(site: string, at: number, of: number): Place {
  const angle = Math.PI + (2 * Math.PI * at) / of;
  const [right, down] = [Math.cos(angle), Math.sin(angle)];
  const x = WIDTH / 2 + right * (WIDTH / 2 - MARGIN_X);
  const y = HEIGHT / 2 + down * (HEIGHT / 2 - MARGIN_Y);
  const anchor = right > 0.3 ? "start" : right < -0.3 ? "end" : "middle";
  return { site, x, y, anchor, labelX: x + right * 14, labelY: y + down * 18 + 4 };
}

/** Bytes of sites differ by powers of ten: the width says which one, of those of lately. */
function widthOf(flow: SiteFlow, most: number): number {
  if (flow.recent_bytes === 0) return 1;
  return 1.5 + (WIDEST_PX - 1.5) * (Math.log10(1 + flow.recent_bytes) / Math.log10(1 + most));
}

function arc(from: Place, to: Place): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const bentX = (from.x + to.x) / 2 - dy * BEND;
  const bentY = (from.y + to.y) / 2 + dx * BEND;
  return `M${round(from.x)} ${round(from.y)}Q${round(bentX)} ${round(bentY)} ${round(to.x)} ${round(to.y)}`;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** The flows as a table has them: what moves now, then what moved most. */
export function busiest(flows: readonly SiteFlow[]): SiteFlow[] {
  return [...flows].sort((a, b) => b.active - a.active || b.recent_bytes - a.recent_bytes || b.bytes - a.bytes);
}
