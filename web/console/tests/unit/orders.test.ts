import { expect, test } from "vitest";
import type { OrderBook } from "../../src/api/types";
import { needsOrder, orderText, pauseWanted, releaseWanted, resumeWanted, signCommand, signedFrom } from "../../src/state/orders";

const NOON = new Date("2026-05-04T12:00:00Z");

function book(more: Partial<OrderBook> = {}): OrderBook {
  return { collection: "c", operators: ["a"], first: [], waiting: [], keys: [], said: [], ...more };
}

test("an order is asked for once an operator's key is heeded, or waited for", () => {
  expect(needsOrder(book({ operators: [] }))).toBe(false);
  expect(needsOrder(book())).toBe(true);
  expect(needsOrder(book({ operators: [], first: ["a"] }))).toBe(true);
  expect(needsOrder(book({ operators: [], waiting: ["a"] }))).toBe(true);
});

test("the text is the one that managers read", () => {
  // tests/unit/services/manager/plan/test_order_desk.py has a manager take these.
  expect(orderText(book(), pauseWanted("c", "b", "ada", NOON), NOON)).toBe(
    '{"collection":"c","name":"pause.c.b","number":1777896000000,"value":"{\\"collection\\":\\"c\\",\\"site\\":\\"b\\",\\"since\\":\\"2026-05-04T12:00:00.000Z\\",\\"by\\":\\"ada\\"}"}',
  );
  expect(orderText(book(), resumeWanted("c", "b"), NOON)).toBe('{"collection":"c","name":"pause.c.b","number":1777896000000,"value":null}');
  expect(orderText(book(), releaseWanted("c", "b", { reason: "mass-change", key: "5" }, "ada", NOON), NOON)).toBe(
    '{"collection":"c","name":"release.c.b","number":1777896000000,"value":"{\\"collection\\":\\"c\\",\\"site\\":\\"b\\",\\"reason\\":\\"mass-change\\",\\"since\\":\\"2026-05-04T12:00:00.000Z\\",\\"by\\":\\"ada\\"}"}',
  );
});

test("a release that makes a key known names it, and all sites have a name of their own", () => {
  expect(releaseWanted("c", "b", { reason: "key-taken", key: "5" }, "", NOON).value).toMatchObject({ key: "5" });
  expect(pauseWanted("c", null, "", NOON)).toMatchObject({ name: "pause.c._", value: { site: "_" } });
});

test("its number is above that of what stands, whatever the clock says", () => {
  const said = [{ name: "pause.c.b", value: null, number: 1777896000005, signer: "a" }];
  expect(orderText(book({ said }), resumeWanted("c", "b"), NOON)).toContain('"number":1777896000006');
});

test("the command means the same in a shell, whatever a name holds", () => {
  expect(signCommand("it's")).toBe("spicerack keys sign 'it'\\''s'");
});

test("what is pasted has to be this order, signed", () => {
  const signed = { body: "text", key: "a", signature: "b" };
  expect(signedFrom(` ${JSON.stringify(signed)}\n`, "text")).toEqual(signed);
  for (const pasted of ["", "{", "null", JSON.stringify({ ...signed, body: "other" }), JSON.stringify({ body: "text" })])
    expect(signedFrom(pasted, "text")).toBeNull();
});
