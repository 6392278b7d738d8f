import { afterEach, expect, test, vi } from "vitest";
import { address, ask, encodePath } from "../../src/api/client";

afterEach(() => vi.unstubAllGlobals());

test("a path of an address that leads elsewhere is asked of nobody", async () => {
  const asked = vi.fn(() => Promise.resolve(Response.json({})));
  vi.stubGlobal("fetch", asked);
  for (const path of ["../../etc", "a/../b", "..", ".", "a/./b"])
    await expect(ask(address(`collections/k/files/${encodePath(path)}`))).rejects.toMatchObject({ status: 404 });
  await expect(ask("api/v1/x/%2E%2e/y?z=1")).rejects.toMatchObject({ status: 404 });
  expect(asked).not.toHaveBeenCalled();
  for (const path of ["..a/b..", "a..b", "...", ".hidden/x"]) await ask(address(`collections/k/files/${encodePath(path)}`, { at: "../x" }));
  expect(asked).toHaveBeenCalledTimes(4);
});
