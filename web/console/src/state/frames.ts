/** Frames of the archive, read from answers whose form is that of others (OCS): what is not as said is left out. Pure. */
import type { GeoJsonObject } from "geojson";

export type Frame = {
  id: number;
  basename: string;
  observed: string;
  target: string;
  instrument: string;
  optics: string;
  kind: string;
  exposure: number | null;
  level: number | null;
  publicFrom: string;
  area: GeoJsonObject | null;
  paths: string[];
  versions: Version[];
};

export type Version = { id: number; created: string; md5: string; extension: string; url: string };

export type FramePage = { frames: Frame[]; next: string | null };

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

export function readPage(answer: unknown): FramePage {
  const said = isObject(answer) ? answer : {};
  return { frames: listOf(said["frames"]).map(readFrame), next: textOf(said["next"]) || null };
}

export function readFrames(answer: unknown): Frame[] {
  return listOf(answer).map(readFrame);
}

export function readFrame(said: Json): Frame {
  return {
    id: numberOf(said["id"]) ?? -1,
    basename: textOf(said["basename"]),
    observed: textOf(said["observation_date"]),
    target: textOf(said["target_name"]),
    instrument: textOf(said["instrument_id"]),
    optics: textOf(said["primary_optical_element"]),
    kind: textOf(said["configuration_type"]),
    exposure: numberOf(said["exposure_time"]),
    level: numberOf(said["reduction_level"]),
    publicFrom: textOf(said["public_date"]),
    area: isObject(said["area"]) ? (said["area"] as unknown as GeoJsonObject) : null,
    paths: listOf(said["files"]).map(({ path }) => textOf(path)),
    versions: listOf(said["version_set"]).map((one) => ({
      id: numberOf(one["id"]) ?? -1,
      created: textOf(one["created"]),
      md5: textOf(one["md5"]),
      extension: textOf(one["extension"]),
      url: textOf(one["url"]),
    })),
  };
}

/** What a frame is known by: the name of its file up to the first dot. */
export function basenameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).split(".")[0] ?? "";
}

export type Keyword = { name: string; value: string };

/** All keywords of a frame's header by name, with their values as text. */
export function readHeaders(answer: unknown): Keyword[] {
  const said = isObject(answer) && isObject(answer["data"]) ? answer["data"] : {};
  return Object.entries(said)
    .map(([name, value]) => ({ name, value: typeof value === "string" ? value : (JSON.stringify(value) ?? "") }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
