// The cart: quantities, removal, what it says when empty, and what moves with scripts.
import { addToCart, openCart, openPart } from './shop';
import { expect, test } from './sound';

test('quantities change and lines go', async ({ page, scripts, watch }) => {
  const sku = await openPart(page, watch);
  await addToCart(page, 2);
  await openCart(page, scripts);
  const quantity = page.getByLabel(`Quantity of ${sku}`, { exact: true });
  const total = page.getByRole('complementary', { name: 'Total' });
  await expect(quantity).toHaveValue('2');
  const before = await total.innerText();
  await watch.sound(page);

  await quantity.fill('5');
  await page.getByRole('button', { name: `Change quantity of ${sku}` }).click();
  await expect(total).not.toHaveText(before, { useInnerText: true });
  await expect(quantity).toHaveValue('5');
  await watch.sound(page);

  await page.getByRole('button', { name: `Remove ${sku}` }).click();
  await expect(page.getByRole('main')).toContainText('Your cart is empty');
  await watch.sound(page);
});

test('a quantity that is none keeps what was typed and says so at the line', async ({ page, scripts, watch }) => {
  watch.expectStatus(422);
  const sku = await openPart(page, watch);
  await addToCart(page, 2);
  await openCart(page, scripts);
  const quantity = page.getByLabel(`Quantity of ${sku}`, { exact: true });
  await quantity.fill('a few');
  await page.getByRole('button', { name: `Change quantity of ${sku}` }).click();
  await expect(quantity).toHaveAttribute('aria-invalid', 'true');
  await expect(quantity).toHaveValue('a few');
  await expect(quantity).toHaveAccessibleDescription(/whole number/);
  await watch.sound(page);
});

test('a cart belongs to its browser', async ({ page, stranger, scripts, watch }) => {
  await openPart(page, watch);
  await addToCart(page, 1);
  await openCart(page, scripts);
  await stranger.goto('/cart');
  await expect(stranger.getByRole('main')).toContainText('Your cart is empty');
  await watch.sound(stranger);
});

test('adding keeps the page and moves the badge', { tag: '@scripts' }, async ({ page, watch }) => {
  await openPart(page, watch);
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
  await addToCart(page, 3);
  await expect(page.getByRole('banner').getByRole('link', { name: /cart/i })).toContainText('3');
  await expect(page.locator('body')).toHaveAttribute('data-same-page', '');
});
