// After the order: where it stands, cancelling a part of it, ordering again, and its papers.
import { addToCart, BUYER, checkOut, openCart, openPart, placeOrder } from './shop';
import { expect, test } from './sound';

test('an order is looked at, cancelled in part, and ordered again', async ({ page, scripts, watch }) => {
  const sku = await openPart(page, watch, 1);
  await addToCart(page, 3);
  await openCart(page, scripts);
  await checkOut(page, watch);
  const number = await placeOrder(page);
  const way = page.getByRole('list', { name: 'Where the order stands' });
  await expect(way.getByRole('listitem')).toHaveCount(7);
  await expect(way.locator('[aria-current="step"]')).toContainText('now');
  await watch.sound(page);

  await page.getByRole('link', { name: 'Cancel', exact: true }).click();
  await expect(page).toHaveURL(`/orders/${number}/cancel`);
  await watch.sound(page);
  watch.expectStatus(422);
  await page.getByLabel(`Pieces of ${sku} to cancel`).fill('7');
  await page.getByRole('button', { name: 'See what it comes to' }).click();
  await expect(page.getByRole('main')).toContainText('Enter a whole number from 0 to 3.');
  await expect(page.getByLabel(`Pieces of ${sku} to cancel`)).toHaveValue('7');
  await watch.sound(page);

  await page.getByLabel(`Pieces of ${sku} to cancel`).fill('2');
  await page.getByRole('button', { name: 'See what it comes to' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancel 2 pieces');
  await expect(page.getByRole('heading', { name: 'What becomes of the money' })).toBeVisible();
  await watch.sound(page);
  await page.getByLabel('Why?').fill('One is enough.');
  await page.getByRole('button', { name: 'Cancel 2 pieces' }).click();
  await expect(page).toHaveURL(`/orders/${number}?done=cancelled`);
  await expect(page.getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: sku })).toContainText('2 cancelled');
  await watch.sound(page);

  await page.getByRole('button', { name: 'Order again' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'in your cart' })).toBeVisible();
  await watch.sound(page);
  await page.getByRole('link', { name: 'See the cart' }).click();
  await expect(page.getByRole('row').filter({ hasText: sku })).toBeVisible();
});

test('an invoice is read on the screen and printed alone', async ({ page, scripts, watch }) => {
  const sku = await openPart(page, watch, 2);
  await addToCart(page, 1);
  await openCart(page, scripts);
  await checkOut(page, watch);
  const number = await placeOrder(page);
  await page.getByRole('link', { name: 'Pro-forma invoice' }).click();
  await expect(page).toHaveURL(`/orders/${number}/invoice`);
  const paper = page.getByRole('article');
  await expect(paper).toContainText(BUYER.poNumber);
  await expect(paper).toContainText(BUYER.street);
  await expect(paper).toContainText(sku);
  await watch.sound(page);

  await page.emulateMedia({ media: 'print' });
  await expect(paper).toBeVisible();
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(page.getByRole('contentinfo')).toBeHidden();
  await expect(page.getByRole('link', { name: `← Order ${number}` })).toBeHidden();
  await page.emulateMedia({ media: null });
  // What print moved about is not the page's doing.
  await page.reload();
});
