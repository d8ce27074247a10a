// Narrowing: on every category by values, by ranges, by what is in stock; chips, addresses, units; and
// questions nobody would ask.
import type { Locator, Page } from '@playwright/test';
import { expect, test, type Watch } from './sound';

const LEAVES = [
  'nose-cones', 'airframe-tubes', 'couplers', 'transitions', 'bulkheads', 'fins', 'motor-tubes', 'centering-rings',
  'engine-blocks', 'retainers', 'motors', 'parachutes', 'streamers', 'shock-cords', 'recovery-hardware', 'launch-lugs',
  'rail-guides', 'igniters', 'electronics', 'bonding', 'services',
];
const BRANCHES = ['airframe', 'motor-mount', 'recovery', 'launch'];
const PAGE_SIZE = 50;

/** `12 of 1,101 parts` as figures; both are the same when nothing is narrowed. */
async function counted(page: Page): Promise<{ total: number; whole: number }> {
  const text = await page.locator('.category__count[role=status]').innerText();
  const figures = [...text.matchAll(/[\d,]+/g)].map(([figure]) => Number(figure.replaceAll(',', '')));
  return { total: figures[0], whole: figures[figures.length - 1] };
}

/** The page shows as many parts, and as many rows as fit on it. */
async function holds(page: Page, total: number) {
  await expect.poll(async () => (await counted(page)).total).toBe(total);
  await expect(page.locator('#results tbody tr')).toHaveCount(Math.min(total, PAGE_SIZE));
}

const onPhone = (page: Page) => (page.viewportSize()?.width ?? 0) < 960;

/** The panel, which a phone shows when asked. */
async function panel(page: Page): Promise<Locator> {
  if (onPhone(page)) await page.getByRole('link', { name: 'Narrow down' }).click();
  const form = page.getByRole('form', { name: 'Narrow down' });
  await expect(form).toBeVisible();
  return form;
}

/** Changes something in the panel and waits for the list that follows. */
async function apply(page: Page, watch: Watch, scripts: boolean, change: (form: Locator) => Promise<void>, ticks: boolean) {
  const before = page.url().replace(/#.*/, '');
  const form = await panel(page);
  await change(form);
  // With scripts a tick on a desk is enough.
  if (!ticks || !scripts || onPhone(page)) await form.getByRole('button', { name: 'Show parts' }).click();
  await expect(page).not.toHaveURL((url) => url.href.replace(/#.*/, '') === before);
  await watch.ready(page);
}

test('the home page leads to these categories and no others', async ({ page, watch }) => {
  await page.goto('/');
  const links = page.getByRole('main').locator('a[href^="/categories/"]');
  const slugs = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href')?.split('/')[2]));
  expect([...new Set(slugs)].sort()).toEqual([...LEAVES, ...BRANCHES].sort());
  await watch.sound(page);
});

for (const slug of [...LEAVES, ...BRANCHES]) {
  test(`${slug} is narrowed by a value, by a range, and back`, { tag: '@corners' }, async ({ page, watch, scripts }) => {
    await page.goto(`/categories/${slug}`);
    await watch.sound(page);
    const { total: whole } = await counted(page);
    expect(whole).toBeGreaterThan(1);
    await holds(page, whole);

    const values = page.locator('.facets .facet__option:has(.facet__count):not(.facet__option--none)');
    if ((await values.count()) > 0) {
      const value = values.first();
      const count = Number((await value.locator('.facet__count').textContent())?.replaceAll(',', ''));
      const [name, word] = await value.locator('input').evaluate((box) => [box.getAttribute('name'), box.getAttribute('value')]);
      await apply(page, watch, scripts, () => value.getByRole('checkbox').check(), true);
      await expect(page).toHaveURL((url) => `${url.pathname}${url.search}` === `/categories/${slug}?${name}=${word}`);
      await holds(page, count);
      expect((await counted(page)).whole).toBe(whole);
      await page.getByRole('list', { name: 'Query' }).getByRole('link', { name: `${name}:${word}` }).click();
      await expect(page).toHaveURL(new RegExp(`/categories/${slug}$`));
      await holds(page, whole);
    }

    const ranges = page.locator('.facets .facet:has(.facet__histogram)');
    if ((await ranges.count()) > 0) {
      const range = ranges.first();
      const name = (await range.getByRole('textbox', { includeHidden: true }).first().getAttribute('name'))?.replace(/-from$/, '');
      // The smallest there is, from which on there is everything that has a figure at all.
      const least = (await range.locator('.facet__scale span > .mm, .facet__scale span:not(:has(span))').first().textContent()) ?? '';
      await apply(page, watch, scripts, () => range.getByRole('textbox', { name: /to$/ }).fill(least), false);
      await expect(page).toHaveURL((url) => url.search.startsWith(`?${name}=..`) && !url.search.includes('from'));
      const { total } = await counted(page);
      expect(total).toBeLessThan(whole);
      await holds(page, total);
      await page.getByRole('link', { name: 'clear' }).click();
      await holds(page, whole);
    }
    expect((await values.count()) + (await ranges.count()), 'something to narrow by').toBeGreaterThan(0);
  });
}

test('several values of a facet are one parameter, and what would give nothing cannot be chosen', async ({ page, watch, scripts }) => {
  await page.goto('/categories/nose-cones');
  const values = page.locator('.facets .facet').filter({ has: page.locator('input[name=profile]') }).locator('.facet__option');
  const counts = (await values.locator('.facet__count').allTextContents()).map(Number);
  expect(counts.length).toBeGreaterThan(2);
  await apply(page, watch, scripts, () => values.nth(0).getByRole('checkbox').check(), true);
  await holds(page, counts[0]);
  await apply(page, watch, scripts, () => values.nth(1).getByRole('checkbox').check(), true);
  await expect(page).toHaveURL(/\?profile=[^,&=]+,[^,&=]+$/);
  await holds(page, counts[0] + counts[1]);
  expect((await values.locator('.facet__count').allTextContents()).map(Number), 'other profiles count as before').toEqual(counts);
  await page.goto('/categories/nose-cones?base=..20mm');
  const none = page.locator('.facet__option--none');
  expect(await none.count()).toBeGreaterThan(0);
  for (const box of await none.getByRole('checkbox', { includeHidden: true }).all()) await expect(box).toBeDisabled();
  await watch.sound(page);
});

test('the order and the pages of a list keep its query', async ({ page, watch }) => {
  await page.goto('/categories/airframe?price=1..');
  const next = page.getByRole('link', { name: 'Next' });
  await next.click();
  await expect(page).toHaveURL(/\?price=1\.\.&page=2$/);
  await watch.sound(page);
  if (onPhone(page)) {
    await page.getByLabel('Sort by').selectOption('-price');
    await page.getByRole('button', { name: 'Sort', exact: true }).click();
  } else {
    await page.getByRole('columnheader').getByRole('link', { name: '€ each' }).click();
  }
  await expect(page).toHaveURL(/\?price=1\.\.&sort=-?price$/);
  await watch.sound(page);
});

test('units are kept by the address, and remembered where scripts run', async ({ page, watch, scripts }) => {
  const figure = () => page.locator('#results tbody tr').first().locator('[data-label="Inner ⌀ mm"]').innerText();
  await page.goto('/categories/airframe-tubes');
  const metric = Number(await figure());
  await page.getByRole('navigation', { name: 'Units' }).getByRole('link', { name: 'inch' }).click();
  await expect(page).toHaveURL(/\?unit=in$/);
  expect(Number(await figure())).toBeCloseTo(metric / 25.4, 2);
  await watch.sound(page);
  // A bare figure is in the units one sees.
  await apply(page, watch, scripts, (form) => form.getByRole('textbox', { name: 'Inner diameter from' }).fill('1'), false);
  await expect(page).toHaveURL(/\?id=1in\.\.&unit=in$/);
  expect(Number(await figure())).toBeGreaterThanOrEqual(1);
  await expect(page.getByRole('navigation', { name: 'Units' }).locator('[aria-current]')).toHaveText('inch');

  await page.goto('/categories/airframe-tubes');
  expect(Number(await figure())).toBeCloseTo(scripts ? metric / 25.4 : metric, 2);
  await expect(page.getByRole('navigation', { name: 'Units' }).locator('[aria-current]')).toHaveText(scripts ? 'inch' : 'mm');
  await watch.sound(page);
  if (scripts) {
    await apply(page, watch, scripts, (form) => form.getByRole('textbox', { name: 'Inner diameter from' }).fill('1'), false);
    await expect(page).toHaveURL(/\?id=1in\.\.&unit=in$/);
  }
  await page.getByRole('navigation', { name: 'Units' }).getByRole('link', { name: 'mm' }).click();
  await page.goto('/categories/airframe-tubes');
  expect(Number(await figure())).toBe(metric);
});

test('a ticked box keeps the keyboard where it is', { tag: '@scripts' }, async ({ page, watch }) => {
  test.skip(onPhone(page), 'a phone collects what is ticked');
  await page.goto('/categories/airframe-tubes');
  await watch.ready(page);
  const stock = page.getByRole('checkbox', { name: 'In stock' });
  for (let at = 0; at < 60 && !(await stock.evaluate((box) => box === document.activeElement)); at += 1) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/\?stock=in$/);
  await expect(stock).toBeChecked();
  await expect(stock).toBeFocused();
  // On to the first bound, whose figure the Enter key applies.
  const from = page.getByRole('textbox', { name: 'Inner diameter from' });
  await page.keyboard.press('Tab');
  await expect(from).toBeFocused();
  await page.keyboard.type('50');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?id=50mm\.\.&stock=in$/);
  await watch.sound(page);
});

test('on a phone the panel is a page of its own', async ({ page, watch }) => {
  test.skip(!onPhone(page), 'beside the list elsewhere');
  await page.goto('/categories/airframe-tubes');
  const form = page.locator('#facets');
  await expect(form).toBeHidden();
  await page.getByRole('link', { name: 'Narrow down' }).click();
  expect(await form.boundingBox()).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
  await form.getByRole('checkbox', { name: 'In stock' }).check();
  await expect(page).toHaveURL(/airframe-tubes#facets$/);
  await watch.sound(page);
  await form.getByRole('link', { name: 'Close' }).click();
  await expect(form).toBeHidden();
  await watch.sound(page);
});

test('expressions become chips, and come back into the search field', async ({ page, watch }) => {
  await page.goto('/search?q=id:50mm..60mm%20tube');
  await expect(page).toHaveURL(/\/search\?q=tube&id=50mm\.\.60mm$/);
  await expect(page.getByRole('combobox', { name: 'Search parts' })).toHaveValue('tube id:50mm..60mm');
  const chips = page.getByRole('list', { name: 'Query' });
  await expect(chips.getByRole('link', { name: 'tube' })).toBeVisible();
  const figures = await page.locator('#results [data-label="Inner ⌀ mm"]').allInnerTexts();
  expect(figures.length).toBeGreaterThan(0);
  for (const figure of figures.map(Number)) expect(figure >= 50 && figure <= 60, `${figure}`).toBe(true);
  await watch.sound(page);
  await chips.getByRole('link', { name: 'tube' }).click();
  await expect(page).toHaveURL(/\/search\?id=50mm\.\.60mm$/);
  await watch.sound(page);
});

test('when nothing is left, the page says what to give up', async ({ page, watch }) => {
  await page.goto('/categories/airframe-tubes?id=50mm..60mm&length=90m..');
  await expect(page.getByRole('heading', { name: 'Nothing is left' })).toBeVisible();
  await page.getByRole('link', { name: 'Without Length' }).click();
  await expect(page).toHaveURL(/\?id=50mm\.\.60mm$/);
  expect((await counted(page)).total).toBeGreaterThan(0);
  await watch.sound(page);
});

for (const [what, query] of [
  ['half typed', 'q=id:'],
  ['a range without ends', 'q=id:..'],
  ['an unknown unit', 'q=tube+id:54parsec'],
  ['a contradiction', 'q=tube+id:60mm..50mm'],
  ['ten thousand characters', `q=${'x'.repeat(10_000)}`],
  ['two thousand words', `q=${'tube+'.repeat(2_000)}`],
  ['a script', 'q=%27%22%3E%3Cscript%3Ealert(1)%3C/script%3E'],
  ['a null', 'q=tube%00'],
  ['quotes in a range', 'id=%27%22%3E&material=%3Cb%3E'],
]) {
  test(`${what} gets a useful page`, { tag: '@corners' }, async ({ page, watch }) => {
    for (const path of ['/search', '/categories/airframe-tubes']) {
      const answer = await page.goto(`${path}?${query}`);
      expect(answer?.status(), path).toBe(200);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
      await watch.sound(page);
    }
  });
}
