// What search engines and those who share a page are told agrees with what people see there.
import { type Page } from '@playwright/test';
import { availableStock, openPart } from './shop';
import { expect, test } from './sound';

type Item = Record<string, any>;

/** What the page is about, as it says to machines. */
async function items(page: Page): Promise<Item[]> {
  const blocks = await page.locator('script[type="application/ld+json"]').allTextContents();
  return blocks.flatMap((block) => JSON.parse(block)['@graph']);
}

const content = (page: Page, property: string) => page.locator(`meta[property="${property}"]`).getAttribute('content');

test('a part tells machines what it tells people', async ({ page, watch, request, baseURL }) => {
  const sku = await openPart(page, watch);
  const all = await items(page);
  const product = all.find((item) => item['@type'] === 'Product')!;
  expect(product.sku).toBe(sku);
  expect(product.name).toBe(await page.getByRole('heading', { level: 1 }).innerText());
  const buy = page.getByRole('complementary', { name: 'Buy' });
  await expect(buy).toContainText(product.offers.price);
  expect(product.offers.availability).toBe(`https://schema.org/${(await availableStock(page)) > 0 ? 'InStock' : 'OutOfStock'}`);
  const steps = all.find((item) => item['@type'] === 'BreadcrumbList')!.itemListElement as Item[];
  const shown = await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').allInnerTexts();
  expect(steps.map((step) => step.name)).toEqual([...shown, product.name]);

  const address = `${baseURL}/parts/${sku}`;
  await expect(page.locator('link[rel="canonical"]')).toHaveAttribute('href', address);
  expect(await content(page, 'og:url')).toBe(address);
  expect(product.offers.url).toBe(address);
  const image = await content(page, 'og:image');
  expect(image).toBe(product.image[0]);
  const picture = await request.get(image!);
  expect(picture.headers()['content-type']).toBe('image/png');
  expect((await picture.body()).subarray(1, 4).toString()).toBe('PNG');
});

test('the sitemap lists every part of the category pages', { tag: '@once' }, async ({ request, baseURL }) => {
  const addresses = async (path: string) => {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(200);
    return [...(await answer.text()).matchAll(/<loc>(.*?)<\/loc>/g)].map((match) => match[1]);
  };
  const robots = await (await request.get('/robots.txt')).text();
  const index = /^Sitemap: (.*)$/m.exec(robots)?.[1];
  expect(index).toBe(`${baseURL}/sitemap.xml`);
  const files = await addresses(index!);
  const listed = new Set((await Promise.all(files.map(addresses))).flat());
  const categories = [...listed].filter((address) => address.includes('/categories/'));
  expect(categories.length).toBeGreaterThan(10);
  const parts = new Set<string>();
  for (let pages = categories; pages.length > 0; ) {
    const more = [];
    for (const address of pages) {
      const html = await (await request.get(address)).text();
      for (const [, path] of html.matchAll(/href="(\/parts\/[^"?#/]+)"/g)) parts.add(`${baseURL}${path}`);
      const next = /<a[^>]*href="(\/categories\/[^"]*page=\d+)"[^>]*rel="next"|rel="next"[^>]*href="(\/categories\/[^"]*page=\d+)"/.exec(html);
      if (next) more.push(`${baseURL}${(next[1] ?? next[2]).replaceAll('&amp;', '&')}`);
    }
    pages = more;
  }
  expect(parts.size).toBeGreaterThan(100);
  expect([...parts].filter((part) => !listed.has(part))).toEqual([]);
});

test('an old address in another case leads to the page for good', { tag: '@once' }, async ({ request }) => {
  const sku = /\/parts\/([^<]+)/.exec(await (await request.get('/sitemaps/parts-1.xml')).text())![1];
  const answer = await request.get(`/parts/${sku.toLowerCase()}?from=mail`, { maxRedirects: 0 });
  expect(answer.status()).toBe(301);
  expect(answer.headers()['location']).toBe(`/parts/${sku}?from=mail`);
});
