// A list of part numbers goes into the cart: pasted or as a file, mended line by line, and out again.
import { readFile } from 'node:fs/promises';
import { expect, test } from './sound';

test('a pasted list is looked through, mended in place and added', async ({ page, watch }) => {
  watch.expectStatus(422);
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Quick order' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Quick order' })).toBeVisible();
  await watch.sound(page);
  await page
    .getByLabel('Part numbers and quantities')
    .fill('rpat54600 2\n3 x RP-AT-54-901\nRP-BH-29;1.5\nRP-AT-54-600 x1\nno such thing at all');
  await page.getByRole('button', { name: 'Look the list through' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your list' })).toBeVisible();
  await expect(page.getByText('1 line can be added, 3 need a change.')).toBeVisible();
  await expect(page.getByText('Lines 1, 4 together.')).toBeVisible();
  await watch.sound(page);

  // A near number is chosen, a quantity typed anew, a line removed.
  await page.getByRole('button', { name: /^RP-AT-54-900 / }).click();
  await expect(page.getByText('2 lines can be added, 2 need a change.')).toBeVisible();
  const quantity = page.getByLabel('Quantity of line 3');
  await expect(quantity).toHaveValue('1.5');
  await expect(quantity).toHaveAccessibleDescription(/not a whole number/);
  await quantity.fill('10');
  await page.keyboard.press('Enter');
  await expect(page.getByText('3 lines can be added, 1 needs a change.')).toBeVisible();
  await page.getByRole('button', { name: 'Remove line 5' }).click();
  await expect(page.getByText('3 lines can be added.')).toBeVisible();
  await watch.sound(page);

  await page.getByRole('button', { name: 'Add 3 lines to the cart' }).click();
  await expect(page).toHaveURL('/cart');
  await expect(page.getByLabel('Quantity of RP-AT-54-600', { exact: true })).toHaveValue('3');
  await expect(page.getByLabel('Quantity of RP-BH-29', { exact: true })).toHaveValue('10');
  await watch.sound(page);
});

test('the cart is saved as a file, which the quick order takes', async ({ page, watch }, info) => {
  await page.goto('/quick-order');
  await page.getByLabel('Part numbers and quantities').fill('RP-AT-54-600 2\nRP-BH-29 10');
  await page.getByRole('button', { name: 'Look the list through' }).click();
  await page.getByRole('button', { name: 'Add 2 lines to the cart' }).click();
  await expect(page).toHaveURL('/cart');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as CSV' }).click();
  const path = info.outputPath('cart.csv');
  await (await download).saveAs(path);
  expect(await readFile(path, 'utf8')).toContain('RP-BH-29');

  await page.goto('/quick-order');
  await page.getByLabel(/^Or a file/).setInputFiles(path);
  await page.getByRole('button', { name: 'Look the list through' }).click();
  await expect(page.getByText('2 lines can be added.')).toBeVisible();
  await expect(page.getByLabel(/^Quantity of line/).last()).toHaveValue('10');
  await watch.sound(page);
});

test('what was typed stays when the list cannot be read', async ({ page, watch }) => {
  watch.expectStatus(422);
  watch.expectStatus(413);
  await page.goto('/quick-order');
  const list = page.getByLabel('Part numbers and quantities');
  const press = () => page.getByRole('button', { name: 'Look the list through' }).click();
  await press();
  await expect(page.getByRole('alert')).toContainText('There is no part number on the list.');
  await watch.sound(page);
  await list.fill('RP-AT-54-600 2\n'.repeat(600));
  await press();
  await expect(page.getByRole('alert')).toContainText('600 lines are too many');
  await expect(list).toHaveValue(/^(RP-AT-54-600 2\r?\n){600}$/);
  await list.fill('RP-AT-54-600 2');
  await page.getByLabel(/^Or a file/).setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.alloc(10 * 1024 * 1024, '9') });
  await press();
  await expect(page.getByRole('alert')).toContainText('up to 64 KB');
  await expect(list).toHaveValue('RP-AT-54-600 2');
  await watch.sound(page);
});

test('asking for more than there is offers what there is', async ({ page, watch }) => {
  watch.expectStatus(422);
  await page.goto('/quick-order');
  await page.getByLabel('Part numbers and quantities').fill('RP-AT-54-600 9999');
  await page.getByRole('button', { name: 'Look the list through' }).click();
  await expect(page.getByText('No line can be added yet.')).toBeVisible();
  await expect(page.getByLabel('Quantity of line 1')).toHaveAccessibleDescription(/Only \d+ left/);
  await watch.sound(page);
  await page.getByRole('button', { name: 'Take' }).click();
  await expect(page.getByText('1 line can be added.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add 1 line to the cart' })).toBeVisible();
  await watch.sound(page);
});
