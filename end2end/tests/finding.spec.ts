// Finding a part: by number however it is written, by words, by category; and finding nothing.
import { openPart } from './shop';
import { expect, test } from './sound';

test('a part number is found whatever its punctuation', async ({ page, watch }) => {
  const sku = await openPart(page, watch);
  for (const written of [sku.toLowerCase(), sku.replaceAll('-', ' '), sku.replaceAll('-', ''), ` ${sku.replaceAll('-', '/')} `]) {
    await page.goto(`/search?q=${encodeURIComponent(written)}`);
    await expect(page.getByRole('main').locator(`a[href="/parts/${sku}"]`).first(), written).toBeVisible();
  }
  await watch.sound(page);
});

test('words in a part name find it', async ({ page, watch }) => {
  const sku = await openPart(page, watch);
  const name = await page.getByRole('heading', { level: 1 }).innerText();
  await page.goto('/');
  await page.getByRole('combobox', { name: 'Search parts' }).fill(name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(page.getByRole('main').locator(`a[href="/parts/${sku}"]`).first()).toBeVisible();
  await watch.sound(page);
});

test('finding nothing is said, with what to try instead', async ({ page, watch }) => {
  await page.goto('/search?q=zzzznosuchpart');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Nothing matches');
  await expect(page.getByRole('main').getByRole('link', { name: 'All categories' })).toBeVisible();
  await watch.sound(page);
});

test('a category is sorted by the column that is clicked, and back again', async ({ page, watch }) => {
  await openPart(page, watch);
  await page.goBack();
  // The second one: the first is the part number, which is no figure.
  const sorted = page.getByRole('columnheader').filter({ has: page.getByRole('link') }).nth(1);
  const directions = (await sorted.getAttribute('aria-sort')) === 'ascending' ? ['descending', 'ascending'] : ['ascending', 'descending'];
  for (const direction of directions) {
    const key = (await sorted.getByRole('link').getAttribute('href'))?.replace(/.*sort=-?/, '');
    const chooser = page.getByLabel('Sort by');
    if (await chooser.isVisible()) {
      // A phone shows no column heads.
      await chooser.selectOption(`${direction === 'ascending' ? '' : '-'}${key}`);
      await page.getByRole('button', { name: 'Sort', exact: true }).click();
    } else {
      await sorted.getByRole('link').click();
    }
    await expect(sorted).toHaveAttribute('aria-sort', direction);
    await expect(page).toHaveURL(/[?&]sort=/);
    const column = await sorted.evaluate((header) => (header as HTMLTableCellElement).cellIndex);
    const figures = await page
      .locator('tbody tr')
      .evaluateAll((rows, index) => rows.map((row) => parseFloat((row as HTMLTableRowElement).cells[index].innerText)), column);
    const known = figures.filter((figure) => !Number.isNaN(figure));
    expect(known.length).toBeGreaterThan(1);
    expect(known).toEqual([...known].sort((a, b) => (direction === 'ascending' ? a - b : b - a)));
    await watch.sound(page);
  }
});

test('suggestions are chosen by keyboard', { tag: '@scripts' }, async ({ page, watch }) => {
  const sku = await openPart(page, watch);
  await page.goto('/');
  await watch.ready(page);
  const box = page.getByRole('combobox', { name: 'Search parts' });
  await box.fill(sku);
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('option').first()).toBeVisible();
  await watch.sound(page);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(box).toHaveAttribute('aria-expanded', 'false');
  await box.fill(sku);
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/parts\//);
});
