import { expect, test } from "vitest";
import type { HistoryEvent } from "../../src/api/types";
import { machineOf } from "../../src/state/machine";
import { outcomeOf, stepsOf } from "../../src/state/steps";

const at = "2026-03-01T00:00:00Z";
const events = [
  { kind: "execution-started", at, execution: "e", name: "n", workflow: "w", definition: "d", input: { n: 1 }, seed: "s" },
  { kind: "state-entered", at, scope: "", state: "First", entry: 1 },
  { kind: "state-exited", at, entry: 1, output: { n: 2 }, size: 7, next: "Second" },
  { kind: "state-entered", at, scope: "", state: "Second", entry: 2 },
  { kind: "task-scheduled", at, entry: 2, task: "t", action: "run", resource: "spicerack:command/x", arguments: { m: 3 } },
  { kind: "task-started", at, task: "t" },
  { kind: "task-failed", at, task: "t", error: "Command.Failed", cause: "code 3" },
  { kind: "an-event-of-tomorrow", at },
  { kind: "execution-failed", at, error: "Command.Failed", cause: "code 3" },
] as unknown as HistoryEvent[];

test("a step has what it was given: what the one before gave, or the arguments of its task", () => {
  const [first, second] = stepsOf(events);
  expect([first?.input, first?.output, first?.outcome]).toEqual([{ n: 1 }, { n: 2 }, "done"]);
  expect([second?.input, second?.outcome, second?.cause]).toEqual([{ m: 3 }, "failed", "code 3"]);
  expect(second?.tasks).toEqual([{ task: "t", resource: "spicerack:command/x", started: at, error: "Command.Failed: code 3" }]);
});

test("a state stands as its last stay does, and one that was never entered does not", () => {
  const steps = stepsOf(events);
  expect([outcomeOf(steps, "Second"), outcomeOf(steps, "Third")]).toEqual(["failed", null]);
});

test("states are drawn in the order of their way, with the branches of each, and where errors lead", () => {
  const definition = {
    StartAt: "B",
    States: {
      A: { Type: "Succeed" },
      B: { Type: "Parallel", Next: "A", Catch: [{ ErrorEquals: ["States.ALL"], Next: "C" }], Branches: [{ StartAt: "In", States: { In: { Type: "Pass" } } }] },
      C: { Type: "Choice", Choices: [{ Variable: "$.n", Next: "B" }], Default: "A" },
    },
  };
  const nodes = machineOf(JSON.stringify(definition));
  expect(nodes.map(({ name }) => name)).toEqual(["B", "A", "C"]);
  expect(nodes[0]?.ways).toEqual([{ to: "A", when: "" }, { to: "C", when: "States.ALL" }]);
  expect(nodes[0]?.branches[0]?.[0]?.name).toBe("In");
  expect(nodes[2]?.ways).toEqual([{ to: "B", when: "rule 1" }, { to: "A", when: "else" }]);
});

test.each(["", "[]", "{", `{"StartAt": 1, "States": []}`, `{"States": {"A": null}}`])("a definition that is none draws nothing wrong: %s", (text) => {
  expect(machineOf(text).length).toBeLessThanOrEqual(1);
});
