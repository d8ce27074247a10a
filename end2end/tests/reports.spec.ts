// Analysts read what the business steers by. Without a warehouse the desk says what to do; with one that holds a history,
// a report has a picture, a table, its question in the address, and files.
import { joinStaff } from './people';
import { expect, test } from './sound';

test('an analyst reads a report', async ({ page, watch }) => {
  await joinStaff(page, watch, ['analyst']);
  await page.getByRole('navigation', { name: 'Desk' }).getByRole('link', { name: 'Reports' }).click();
  await expect(page).toHaveURL(/\/desk\/reports$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reports');
  await watch.sound(page);

  const alone = page.getByRole('heading', { name: 'No warehouse is connected' });
  if (await alone.isVisible()) {
    await expect(page.getByText('REPORTS_URL')).toBeVisible();
    await page.goto('/desk/reports/sales-by-day');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sales by day');
    await expect(alone).toBeVisible();
    await watch.sound(page);
    await page.getByRole('link', { name: 'The lake and its exports' }).click();
    await expect(page).toHaveURL(/\/desk\/reports\/lake$/);
    await watch.sound(page);
    return;
  }

  await page.getByRole('main').getByRole('link', { name: 'Sales by category' }).click();
  await expect(page).toHaveURL(/\/desk\/reports\/sales-by-category$/);
  await page.getByRole('navigation', { name: 'Period' }).getByRole('link', { name: 'Last 90 days' }).click();
  await expect(page).toHaveURL(/\?period=last-90-days$/);
  await expect(page.getByText(/^Figures up to /)).toBeVisible();
  await expect(page.getByRole('img', { name: /^Sales by category: Revenue/ }).first()).toBeVisible();
  const rows = page.getByRole('table').locator('tbody').getByRole('row');
  expect(await rows.count()).toBeGreaterThan(1);
  await watch.sound(page);

  // What is chosen is in the address, and stays chosen.
  const maker = page.getByLabel('Maker');
  const name = await maker.locator('option').nth(1).innerText();
  await maker.selectOption(name);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/\?period=last-90-days&maker=/);
  await expect(page.getByLabel('Maker')).toHaveValue(name);
  await watch.sound(page);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^sales-by-category-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);

  // A period that is none is said at its field.
  watch.expectStatus(400);
  await page.goto('/desk/reports/sales-by-category?from=2026-02-02&to=2026-02-01');
  await expect(page.getByRole('alert')).toContainText('2026-02-02 or later');
  await watch.sound(page);
});

test('exporting days again is asked for by a form', async ({ page, watch }) => {
  await joinStaff(page, watch, ['analyst']);
  await page.goto('/desk/reports/lake');
  await watch.sound(page);
  watch.expectStatus(422);
  await page.getByLabel('From').fill('2026-02-02');
  await page.getByLabel('To', { exact: true }).fill('2026-02-01');
  await page.getByRole('button', { name: 'Export again' }).click();
  await expect(page.getByText('2026-02-02 or later')).toBeVisible();
  await watch.sound(page);
  await page.getByLabel('To', { exact: true }).fill('2026-02-02');
  await page.getByRole('button', { name: 'Export again' }).click();
  await expect(page).toHaveURL(/\/desk\/reports\/lake\?done=asked$/);
  await expect(page.getByRole('status').filter({ hasText: 'will be exported' })).toBeVisible();
});
