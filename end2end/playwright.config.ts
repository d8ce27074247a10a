// The browser journeys: every one with scripts on and off, on a desk and on a phone.
// ./dev test e2e prepares the database and the settings that are read here, then calls Playwright.
import { defineConfig } from '@playwright/test';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the journeys with ./dev test e2e`);
  return value;
}

const baseURL = setting('PUBLIC_URL');
// In ./dev test cloud everything runs already, and the browser knows the front by the digest of its key.
const cloudKey = process.env.CLOUD_KEY;
const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

const quietly = {
  gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  stdout: 'ignore',
  stderr: 'pipe',
  timeout: 120_000,
} as const;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results/output',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  // A journey that passes at the second try is reported as flaky; ./dev test says so.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['line'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    baseURL,
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: setting('CHROMIUM_PATH'),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        ...(cloudKey ? [`--ignore-certificate-errors-spki-list=${cloudKey}`] : []),
      ],
    },
  },
  // @scripts: what only scripts can do. @once: no browser in it, so one project is enough. @corners: the same walk
  // many times over, so the two projects that differ most are enough. @process: it starts a server of its own, which has
  // no place in ./dev test cloud.
  projects: [
    { name: 'desk', use: { ...desk, javaScriptEnabled: true } },
    { name: 'phone', use: { ...phone, javaScriptEnabled: true }, grepInvert: /@once|@corners/ },
    { name: 'desk-no-scripts', use: { ...desk, javaScriptEnabled: false }, grepInvert: /@once|@scripts|@corners/ },
    { name: 'phone-no-scripts', use: { ...phone, javaScriptEnabled: false }, grepInvert: /@once|@scripts/ },
  ],
  // The shop, a worker that does what pages leave for later, and the warehouse, which answers reports.
  webServer: cloudKey ? [] : [
    {
      command: `exec ${JSON.stringify(setting('SHOP_BINARY'))} web`,
      url: `http://${setting('LISTEN_ADDR')}/readyz`,
      ...quietly,
    },
    {
      command: `exec ${JSON.stringify(setting('SHOP_BINARY'))} worker`,
      url: `http://${setting('WORKER_METRICS_ADDR')}/health`,
      env: { METRICS_ADDR: setting('WORKER_METRICS_ADDR') },
      ...quietly,
    },
    {
      command: `exec ${JSON.stringify(setting('SHOP_BINARY'))} warehouse`,
      url: `http://${setting('REPORTS_ADDR')}/healthz`,
      env: { DATABASE_URL: setting('PAST_DATABASE_URL'), METRICS_ADDR: setting('WAREHOUSE_METRICS_ADDR') },
      ...quietly,
    },
  ],
});
