// Parts side by side: ticked in a table, named one by one, taken out again, and on paper.
import type { Page } from '@playwright/test';
import { expect, test } from './sound';

const TUBES = ['RP-AT-54-600', 'RP-AT-54-900'];

async function shown(page: Page) {
  return page.getByRole('columnheader').getByRole('link', { name: /^RP-/ }).allInnerTexts();
}

test('parts ticked in a table are compared, and their differences marked by a word', async ({ page, watch }) => {
  await page.goto('/categories/airframe-tubes');
  for (const sku of TUBES) await page.getByRole('checkbox', { name: `Compare ${sku}` }).check();
  await page.getByRole('button', { name: 'Compare ticked parts' }).click();
  await expect(page).toHaveURL(/\/compare\?parts=/);
  expect((await shown(page)).sort()).toEqual(TUBES);
  await watch.sound(page);

  const length = page.getByRole('row', { name: /Length/ });
  await expect(length).toContainText('differs');
  const maker = page.getByRole('row', { name: /Maker/ }).first();
  await expect(maker).not.toContainText('differs');

  await page.getByRole('link', { name: /Only the \d+ rows that differ/ }).click();
  await expect(page).toHaveURL(/only=differences/);
  await expect(length).toBeVisible();
  await expect(maker).toHaveCount(0);
  await watch.sound(page);
});

test('a part is compared from its page, by keyboard alone', async ({ page, watch }) => {
  await page.goto(`/parts/${TUBES[0]}`);
  await page.getByRole('link', { name: 'Compare with…' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/compare?parts=${TUBES[0]}`);
  await watch.sound(page);
  await page.getByLabel('Add a part number').focus();
  await page.keyboard.type(TUBES[1].toLowerCase().replaceAll('-', ''));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/compare?parts=${TUBES.join(',')}`);
  await watch.sound(page);

  await page.getByRole('link', { name: `Remove ${TUBES[0]} from the comparison` }).click();
  await expect(page).toHaveURL(`/compare?parts=${TUBES[1]}`);
  await page.getByRole('button', { name: `Add to cart: ${TUBES[1]}` }).click();
  await expect(page).toHaveURL('/cart');
  await expect(page.getByRole('main')).toContainText(TUBES[1]);
});

test('a number with a slip is said, and mended with one press', async ({ page, watch }) => {
  await page.goto(`/compare?parts=${TUBES[0]},RP-AT-54-901`);
  const notice = page.getByRole('status').filter({ hasText: 'Not all of these parts are shown' });
  await expect(notice).toContainText('We have no part “RP-AT-54-901”.');
  await watch.sound(page);
  await notice.getByRole('link', { name: TUBES[1] }).click();
  await expect(page).toHaveURL(`/compare?parts=${TUBES.join(',')}`);
  await expect(notice).toHaveCount(0);
});

test('six parts fit, a seventh is named', async ({ page, watch }) => {
  await page.goto('/categories/airframe-tubes');
  const boxes = page.getByRole('checkbox', { name: /^Compare / });
  for (let at = 0; at < 7; at += 1) await boxes.nth(at).check();
  await page.getByRole('button', { name: 'Compare ticked parts' }).click();
  expect(await shown(page)).toHaveLength(6);
  await expect(page.getByRole('status').filter({ hasText: 'one more than fit' })).toBeVisible();
  await watch.sound(page);
});

test('on paper there are figures and no buttons', async ({ page, watch }) => {
  await page.goto(`/compare?parts=${TUBES.join(',')}`);
  await watch.ready(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('row', { name: /Length/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Length/ })).toContainText('differs');
  await expect(page.getByRole('button', { name: /^Add to cart/ })).toHaveCount(0);
  await expect(page.getByLabel('Add a part number')).toBeHidden();
  await expect(page.getByRole('link', { name: /^Remove / })).toHaveCount(0);
  // Going to paper moves everything; the watch is for screens.
  await page.goto('about:blank');
});
