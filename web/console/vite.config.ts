import { defineConfig } from "vitest/config";

/**
 * The built files lie where the gateway reads them; addresses are relative, so that a proxy may put the
 * gateway below any path. Nothing is inlined: the policy of the page allows no inline script or style.
 */
export default defineConfig({
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../services/gateway/console/built",
    emptyOutDir: true,
    assetsDir: "console",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { environment: "happy-dom", include: ["tests/unit/**/*.test.{ts,tsx}"] },
});
