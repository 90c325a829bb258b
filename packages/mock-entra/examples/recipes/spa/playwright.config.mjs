import { defineConfig } from "@playwright/test";

export default defineConfig({
  // Not *.spec, because Vitest would run such a file as well.
  testMatch: "*.e2e.mjs",
  // Patient, for busy machines: most of it is the first start of the application.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: "http://localhost:5173/",
    // The development CA of the mock. In this browser only.
    ignoreHTTPSErrors: true,
    // Without it, Playwright uses its own Chromium.
    launchOptions: { executablePath: process.env.CHROMIUM_PATH },
  },
  webServer: [
    {
      command: "npx mock-entra --seed spa-directory.json --back-channel-port 8443 --front-channel-port 8080",
      url: "http://127.0.0.1:8080/portal",
      timeout: 120_000,
    },
    { command: "npx vite --port 5173 --strictPort", url: "http://localhost:5173/", timeout: 120_000 },
  ],
});
