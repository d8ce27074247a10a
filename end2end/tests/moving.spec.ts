// Going from page to page: pages are fetched before the click, personal ones never; transitions make no noise.
import { type Page, type Request } from '@playwright/test';
import { openPart } from './shop';
import { expect, test } from './sound';

/** The pages that the browser fetches ahead, from now on. */
function fetchedAhead(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request: Request) => {
    if (request.headers()['sec-purpose']?.startsWith('prefetch')) paths.push(new URL(request.url()).pathname);
  });
  return paths;
}

/** The links of a page that the browser may fetch ahead, by its reading of our rules. */
async function candidates(page: Page, path: string): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  let found: string[] = [];
  session.on('Preload.preloadingAttemptSourcesUpdated', (event) => {
    found = event.preloadingAttemptSources.map((source) => source.key.url);
  });
  await session.send('Preload.enable');
  await page.goto(path);
  await expect.poll(() => found.length).toBeGreaterThan(0);
  await session.detach();
  return found.map((address) => new URL(address).pathname);
}

test('a page is fetched once while the pointer rests on its link, and used', { tag: '@scripts' }, async ({ page, watch }) => {
  const sku = await openPart(page, watch);
  await page.goBack();
  await watch.ready(page);
  const ahead = fetchedAhead(page);
  const link = page.getByRole('main').locator(`a[href="/parts/${sku}"]`).first();
  await link.hover();
  await expect.poll(() => ahead).toEqual([`/parts/${sku}`]);
  await page.mouse.move(0, 0);
  await link.hover();
  await link.click();
  await expect(page).toHaveURL(new RegExp(`/parts/${sku}$`));
  const delivery = () => (performance.getEntriesByType('navigation')[0] as PerformanceEntry & { deliveryType: string }).deliveryType;
  expect(await page.evaluate(delivery)).toBe('navigational-prefetch');
  expect(ahead).toEqual([`/parts/${sku}`]);
  await watch.sound(page);
});

test('only pages that are the same for everyone may be fetched ahead', { tag: '@scripts' }, async ({ page }) => {
  for (const path of ['/', '/categories/airframe-tubes', '/cart', '/orders']) {
    const may = await candidates(page, path);
    expect(may.some((link) => link.startsWith('/categories/')), path).toBe(true);
    expect(may.filter((link) => /^\/(cart|checkout|orders|api)\b/.test(link)), path).toEqual([]);
  }
});

test('links and back buttons in quick succession make no complaint', async ({ page, watch }) => {
  const sku = await openPart(page, watch);
  for (let round = 0; round < 3; round++) {
    await page.goBack();
    await expect(page).toHaveURL(/\/categories\//);
    await page.goForward();
    await page.goBack({ waitUntil: 'commit' });
    await page.locator(`a[href="/parts/${sku}"]`).first().click();
    await expect(page).toHaveURL(new RegExp(`/parts/${sku}$`));
  }
  // Left while it is still on its way, and resized meanwhile.
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').first().click({ noWaitAfter: true });
  await page.setViewportSize({ width: 1000, height: 700 });
  await page.goto('/cart');
  await watch.sound(page);
});

test('less motion is no motion', { tag: '@scripts' }, async ({ page, watch }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript(() => {
    addEventListener('pagereveal', (event) => {
      document.documentElement.dataset.moved = String((event as Event & { viewTransition: unknown }).viewTransition !== null);
    });
  });
  await openPart(page, watch);
  await expect(page.locator('html')).toHaveAttribute('data-moved', 'false');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.reload();
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').last().click();
  await expect(page).toHaveURL(/\/categories\//);
  await expect(page.locator('html')).toHaveAttribute('data-moved', 'true');
  await watch.sound(page);
});
