// The cart: quantities, removal, what it says when empty, and what moves with scripts.
import { addToCart, openCart, openPart } from './shop';
import { expect, test } from './sound';

test('quantities change and lines go', async ({ page, scripts, watch }) => {
  const sku = await openPart(page, watch);
  await addToCart(page, 2);
  await openCart(page, scripts);
  const line = page.getByRole('row').filter({ hasText: sku });
  await expect(line.getByLabel('Quantity')).toHaveValue('2');
  const before = await page.getByTestId('cart-total').innerText();

  await line.getByLabel('Quantity').fill('5');
  await line.getByRole('button', { name: 'Update' }).click();
  await expect(line.getByLabel('Quantity')).toHaveValue('5');
  await expect(page.getByTestId('cart-total')).not.toHaveText(before);
  await watch.sound(page);

  await line.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('main')).toContainText('Your cart is empty');
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
