/** Times on a line: spans to pixels, ticks, and the window that is looked at. TDB seconds past J2000. Pure. */

export type Window = { start: number; stop: number };

/** J2000 as a time of the browser: the second between UTC and TDB is no matter on a line of days. */
export const J2000_MS = Date.UTC(2000, 0, 1, 11, 58, 55, 816);

const SECOND = 1;
const DAY = 86_400;
const YEAR = 365.25 * DAY;

/** Steps that people count in, of which the least is taken that gives few enough ticks. */
const STEPS = [SECOND, 10, 60, 600, 3600, 6 * 3600, DAY, 7 * DAY];
const MONTH = YEAR / 12;
/** The same where months are not of one length. */
const STEPS_IN_MONTHS = [1, 3, 12, 60, 120, 600, 1200, 12_000];

const seconds = (milliseconds: number) => (milliseconds - J2000_MS) / 1000;
/** Steps begin at a midnight of UTC. */
const MIDNIGHT = seconds(Date.UTC(2000, 0, 1));

export function toText(seconds: number, step: number): string {
  const at = new Date(J2000_MS + seconds * 1000);
  if (Number.isNaN(at.getTime())) return "";
  const iso = at.toISOString();
  const [date = "", clock = ""] = iso.split("T");
  if (step >= YEAR) return date.replace(/-\d\d-\d\d$/, "");
  if (step >= 28 * DAY) return date.replace(/-\d\d$/, "");
  if (step >= DAY) return date;
  return `${date} ${clock.slice(0, step >= 60 ? 5 : 8)}`;
}

export type Tick = { at: number; text: string };

/** More are never drawn, whatever the window is. */
const TICKS_MAX = 200;

export function ticks(window: Window, most: number): Tick[] {
  const width = window.stop - window.start;
  const step = STEPS.find((one) => width / one <= most);
  if (step === undefined) return ticksByMonths(window, most);
  const found: Tick[] = [];
  let at = MIDNIGHT + Math.ceil((window.start - MIDNIGHT) / step) * step;
  for (; at <= window.stop && found.length < TICKS_MAX; at += step) found.push({ at, text: toText(at, step) });
  return found;
}

function ticksByMonths({ start, stop }: Window, most: number): Tick[] {
  const step = STEPS_IN_MONTHS.find((one) => (stop - start) / (one * MONTH) <= most) ?? 12_000;
  const first = new Date(J2000_MS + start * 1000);
  let month = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step;
  const found: Tick[] = [];
  for (; found.length < TICKS_MAX; month += step) {
    const at = seconds(new Date(0).setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1));
    if (Number.isNaN(at) || at > stop) break;
    if (at >= start) found.push({ at, text: toText(at, step * MONTH) });
  }
  return found;
}

/** The part of spans that is in sight, as fractions of the window; what is too thin to see is drawn together. */
export function drawn(spans: readonly { start: number; stop: number }[], { start, stop }: Window, least: number) {
  const width = stop - start;
  const shown: { from: number; to: number }[] = [];
  for (const span of spans) {
    if (span.stop < start || span.start > stop) continue;
    const from = Math.max(0, (span.start - start) / width);
    const to = Math.min(1, Math.max((span.stop - start) / width, from + least));
    const last = shown[shown.length - 1];
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else shown.push({ from, to });
  }
  return shown;
}

/** The window that holds all of the spans, with some room; a day where there are none. */
export function around(spans: readonly { start: number; stop: number }[]): Window {
  if (spans.length === 0) return { start: 0, stop: DAY };
  const start = Math.min(...spans.map((one) => one.start));
  const stop = Math.max(...spans.map((one) => one.stop));
  const room = Math.max((stop - start) * 0.02, 60);
  return { start: start - room, stop: stop + room };
}

export function zoomed({ start, stop }: Window, factor: number, centre = 0.5): Window {
  const at = start + (stop - start) * centre;
  const width = Math.max((stop - start) * factor, 1);
  return { start: at - width * centre, stop: at + width * (1 - centre) };
}

export function moved({ start, stop }: Window, share: number): Window {
  const by = (stop - start) * share;
  return { start: start + by, stop: stop + by };
}

/** A day, a month, a day of a year (2021-187), or a moment, which has a time after a T or a blank. */
const TYPED = /^(\d{4})-(?:(\d{3})|(\d\d)(?:-(\d\d))?)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?)?$/;

/** What somebody typed, in UTC: a day is all of it, a moment is an instant; null where it is neither. */
export function timeOf(text: string): Window | null {
  const [, year = "", ordinal, month = "01", day, clock] = TYPED.exec(text.trim()) ?? [];
  if (year === "") return null;
  const first = ordinal ? Date.UTC(Number(year), 0, Number(ordinal)) : Date.parse(`${year}-${month}-${day ?? "01"}`);
  if (Number.isNaN(first) || (ordinal && new Date(first).getUTCFullYear() !== Number(year))) return null;
  const midnight = seconds(first);
  if (clock !== undefined) {
    const at = Date.parse(`1970-01-01T${clock}Z`);
    return Number.isNaN(at) ? null : { start: midnight + at / 1000, stop: midnight + at / 1000 };
  }
  const whole = ordinal || day ? midnight + DAY : seconds(Date.UTC(Number(year), Number(month), 1));
  return { start: midnight, stop: whole };
}

/** Whether any of a time is covered; of a day, which ends before the next one begins, a part is enough. */
export function covers(spans: readonly Window[], { start, stop }: Window): boolean {
  return spans.some((one) => one.stop >= start && (one.start < stop || one.start === start));
}
