/** Figures and times as people read them. Pure. */
const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

const COUNT = new Intl.NumberFormat("en-GB");

export function count(value: number): string {
  return COUNT.format(value);
}

/** "1 file", "2 files"; the plural is the word with an s unless it is given. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes in decimal units, as disks are sold and the command line tells them. */
export function bytes(value: number): string {
  let unit = 0;
  let left = value;
  while (left >= 1000 && unit < UNITS.length - 1) {
    left /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || left >= 100 ? 0 : 1;
  return `${left.toFixed(digits)} ${UNITS[unit]}`;
}

/** A time in UTC, to the second: hosts and people of one rack are in many zones. */
export function time(iso: string): string {
  const read = new Date(iso);
  return Number.isNaN(read.getTime()) ? iso : read.toISOString().slice(0, 19).replace("T", " ");
}

/** The last part of a path, and what stands before it. */
export function splitPath(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf("/");
  return { folder: path.slice(0, at + 1), name: path.slice(at + 1) };
}

/**
 * A name with what cannot be seen made visible: control characters, and those that turn the direction of text
 * (Unicode, annex 9), by which a name can look like another one.
 */
export function visible(name: string): string {
  return name.replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether a text is an address that a browser may be sent to: a site could say one that is a script. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text);
}

/** How long something took, as a person says it. */
export function duration(from: string, to: string): string {
  return spanOf((new Date(to).getTime() - new Date(from).getTime()) / 1000, 10);
}

/** How long ago a time is, in whole units; a time of a host whose clock is ahead is now. */
export function ago(since: string, now: number): string {
  return spanOf((now - new Date(since).getTime()) / 1000, 0);
}

/** Seconds in the unit that fits; with a digit more below some. */
function spanOf(seconds: number, digitBelow: number): string {
  const some = Math.max(0, seconds);
  if (some < 120) return `${some.toFixed(some < digitBelow ? 1 : 0)} s`;
  const minutes = Math.round(some / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${Math.round(hours / 24)} days`;
}
