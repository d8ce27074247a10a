// `test` with a watcher on every page: a journey fails on a console warning, a failed request, an
// accessibility violation, a page wider than the screen, or content that moves by itself.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';

export { expect };

declare global {
  interface Window {
    layoutShifts: string[];
  }
}

export class Watch {
  private readonly complaints: string[] = [];
  private readonly expected = new Set<number>();

  constructor(private readonly scripts: boolean) {}

  /** The journey means to get this answer (a page not found, a refused form). */
  expectStatus(status: number) {
    this.expected.add(status);
  }

  async context(context: BrowserContext) {
    if (this.scripts) await context.addInitScript(noteLayoutShifts);
    context.on('page', (page) => this.page(page));
    context.pages().forEach((page) => this.page(page));
  }

  private page(page: Page) {
    // Without scripts nothing of ours can throw: what the browser says then is about a transition it cut short.
    if (this.scripts) page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (!['warning', 'error'].includes(message.type())) return;
      const status = /status of (\d{3})/.exec(message.text())?.[1];
      if (status && this.expected.has(Number(status))) return;
      this.complaints.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on('response', (response) => {
      if (response.status() < 400 || this.expected.has(response.status())) return;
      this.complaints.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    });
    page.on('requestfailed', (request) => {
      // A page left behind gives up what it was still fetching.
      if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
      // How a browser with scripts off answers the preload of one.
      if (!this.scripts && request.failure()?.errorText === 'csp') return;
      this.complaints.push(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
    });
  }

  /** Waits until the page does all it can: with scripts, until its islands have come to life. */
  async ready(page: Page) {
    await page.waitForLoadState('load');
    if (this.scripts) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  }

  /** Looks the page over as it stands. Call it on every page a journey comes to. */
  async sound(page: Page) {
    await this.ready(page);
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overhang, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
    if (this.scripts) {
      // A page in a frame is a page of its own: a journey that wants it looked over goes there.
      expect(await page.evaluate(() => window.layoutShifts), `layout shift on ${page.url()}`).toEqual([]);
      const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
      const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((n) => n.html).join('\n  ')}`);
      expect(found, `accessibility of ${page.url()}`).toEqual([]);
    }
    expect(this.complaints, `complaints by ${page.url()}`).toEqual([]);
  }
}

function noteLayoutShifts() {
  type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node; previousRect: DOMRect; currentRect: DOMRect }[] };
  const box = ({ x, y, width, height }: DOMRect) => `${x},${y} ${width}×${height}`;
  window.layoutShifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      if (entry.hadRecentInput) continue;
      const moved = entry.sources.map(
        ({ node, previousRect, currentRect }) => `${node?.textContent?.trim().slice(0, 60)}: ${box(previousRect)} → ${box(currentRect)}`,
      );
      window.layoutShifts.push(`${entry.value}: ${moved.join('; ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

type Fixtures = {
  watch: Watch;
  /** Scripts are on in this project. */
  scripts: boolean;
  /** Another visitor, who shares nothing with `page`, under the same watch. */
  stranger: Page;
};

/** A network of its own, out of those for documentation (RFC 3849): whoever tries too often tries by themselves. */
const network = () => [1, 2].map(() => Math.floor(Math.random() * 0x10000).toString(16)).join(':');

export const test = base.extend<Fixtures>({
  extraHTTPHeaders: async ({}, use) => use({ 'x-client-address': `2001:db8:${network()}::1` }),
  scripts: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled ?? true),
  watch: [
    async ({ context, page, scripts }, use) => {
      const watch = new Watch(scripts);
      await watch.context(context);
      await use(watch);
      // What a journey ends on is looked over in any case.
      if (page.url() !== 'about:blank') await watch.sound(page);
    },
    { auto: true },
  ],
  stranger: async ({ browser, contextOptions, watch }, use) => {
    const context = await browser.newContext(contextOptions);
    await watch.context(context);
    await use(await context.newPage());
    await context.close();
  },
});
