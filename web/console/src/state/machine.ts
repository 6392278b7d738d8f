/** The states of a workflow's definition in the order of their way, with where each leads. Pure. */

export type Way = { to: string; when: string };

export type Node = { name: string; type: string; ways: Way[]; branches: Node[][] };

/** Levels of nested states that are drawn. */
const DEPTH_MAX = 8;

type Json = Record<string, unknown>;

/** Reads the text of a definition (Amazon States Language); nothing where it cannot be read. */
export function machineOf(text: string): Node[] {
  try {
    return nodesOf(JSON.parse(text), 0);
  } catch {
    return [];
  }
}

function nodesOf(machine: unknown, depth: number): Node[] {
  if (!isObject(machine) || !isObject(machine["States"]) || depth > DEPTH_MAX) return [];
  const states = machine["States"];
  const nodes = new Map(Object.entries(states).map(([name, state]) => [name, nodeOf(name, state, depth)]));
  return inOrder(textOf(machine["StartAt"]), nodes);
}

/** The states that can be reached, each after the first that leads to it; then those that none leads to. */
function inOrder(start: string, nodes: ReadonlyMap<string, Node>): Node[] {
  const found = new Set<string>();
  const waiting = [start];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const node = nodes.get(name);
    if (node === undefined || found.has(name)) continue;
    found.add(name);
    waiting.push(...node.ways.map(({ to }) => to));
  }
  return [...found, ...[...nodes.keys()].filter((name) => !found.has(name))].map((name) => nodes.get(name) as Node);
}

function nodeOf(name: string, state: unknown, depth: number): Node {
  const said = isObject(state) ? state : {};
  const inner = [...listOf(said["Branches"]), said["ItemProcessor"] ?? said["Iterator"]];
  return {
    name,
    type: textOf(said["Type"]),
    ways: waysOf(said),
    branches: inner.map((one) => nodesOf(one, depth + 1)).filter((nodes) => nodes.length > 0),
  };
}

function waysOf(state: Json): Way[] {
  const ways = [
    { to: textOf(state["Next"]), when: "" },
    ...listOf(state["Choices"]).map((one, index) => ({ to: nextOf(one), when: `rule ${index + 1}` })),
    { to: textOf(state["Default"]), when: "else" },
    ...listOf(state["Catch"]).map((one) => ({ to: nextOf(one), when: errorsOf(one) })),
  ];
  return ways.filter(({ to }) => to !== "");
}

const nextOf = (rule: unknown) => (isObject(rule) ? textOf(rule["Next"]) : "");

const errorsOf = (rule: unknown) => (isObject(rule) ? listOf(rule["ErrorEquals"]).map(textOf).join(", ") : "");

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
