import { expect, test } from "vitest";
import type { RulesVersion } from "../../src/api/types";
import { ruleOf } from "../../src/state/rules";

const rule = (sites: string[]) => ({ sites, mode: "two-way" as const, include: [], exclude: [] });
const version = (rules: RulesVersion["rules"]): RulesVersion => ({
  collection: "k",
  version: 1,
  labels: [{ site: "b", labels: ["zone=flagstaff"] }],
  rules: rules ?? [],
});

test("the first rule that names a site, its label or all sites is its own", () => {
  const rules = [rule(["a"]), rule(["zone=flagstaff"]), rule(["b"]), rule(["*"])];
  expect(ruleOf("a", version(rules))).toBe(rules[0]);
  expect(ruleOf("b", version(rules))).toBe(rules[1]);
  expect(ruleOf("c", version(rules))).toBe(rules[3]);
  expect(ruleOf("c", version([rule(["a"])]))).toBeNull();
});
