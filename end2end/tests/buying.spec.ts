// From the home page to an order that can be found again, and the ways off that road.
import type { Locator, Page } from '@playwright/test';
import { addToCart, availableStock, BUYER, checkOut, fillContact, lookUp, openCart, openPart, placeOrder } from './shop';
import { end, freePort, openShop } from './process';
import { expect, test } from './sound';

test('a part is found, ordered, and the order found again by someone without its cookie', async ({
  page,
  stranger,
  scripts,
  watch,
}) => {
  const sku = await openPart(page, watch);
  await addToCart(page, 2);
  await openCart(page, scripts);
  await watch.sound(page);
  await checkOut(page, watch);
  const number = await placeOrder(page);
  await expect(page.getByRole('main')).toContainText(sku);
  await expect(page.getByRole('main')).toContainText(BUYER.poNumber);
  await watch.sound(page);

  await lookUp(stranger, number, BUYER.email);
  await expect(stranger.getByRole('main')).toContainText(number);
  await expect(stranger.getByRole('main')).toContainText(sku);
  await watch.sound(stranger);

  await page.goto('/cart');
  await expect(page.getByRole('main')).toContainText('Your cart is empty');
});

test('an order is not shown to who does not know its e-mail address', async ({ page, stranger, scripts, watch }) => {
  await openPart(page, watch);
  await addToCart(page, 1);
  await openCart(page, scripts);
  await checkOut(page, watch);
  const number = await placeOrder(page);

  watch.expectStatus(422);
  await lookUp(stranger, number, 'someone@example.org');
  await expect(stranger.getByRole('alert')).toContainText('no order with this number and e-mail');
  await watch.sound(stranger);

  watch.expectStatus(403);
  const answer = await stranger.goto(`/orders/${number}`);
  expect(answer?.status()).toBe(403);
  await expect(stranger.getByRole('main')).not.toContainText(BUYER.street);
  await watch.sound(stranger);
});

test('a step that is not filled in keeps what was typed and says what is missing at the field', async ({
  page,
  scripts,
  watch,
}) => {
  watch.expectStatus(422);
  await openPart(page, watch);
  await addToCart(page, 1);
  await openCart(page, scripts);
  await page.getByRole('link', { name: 'Check out' }).click();
  await fillContact(page, { ...BUYER, email: 'ada at example' });
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === 'GET'),
    page.getByRole('button', { name: 'Continue to' }).click(),
  ]);
  expect(answer.status()).toBe(422);
  const email = page.getByLabel('E-mail');
  await expect(email).toHaveValue('ada at example');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(BUYER.name);
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await expect(email).toHaveAccessibleDescription(/e-mail/i);
});

/** A part of its own for each project: they run at the same time and would sell each other out. */
const ownPart = (project: string) => ['desk', 'phone', 'desk-no-scripts', 'phone-no-scripts'].indexOf(project);

test('what is in a checkout is kept for it, and the others are told', async ({ page, stranger, scripts, watch }, { project }) => {
  const sku = await openPart(page, watch, ownPart(project.name), 'Bulkheads');
  const all = await availableStock(page);
  await addToCart(page, all);
  await openCart(page, scripts);
  await page.getByRole('link', { name: 'Check out' }).click();
  await expect(page.getByRole('main')).toContainText('Reserved for you until');
  await watch.sound(page);

  // Added before they could know, as by a second browser at the same time.
  await stranger.request.post('/api/cart/add', { form: { sku, quantity: '1' }, headers: { accept: 'text/html' } });
  await stranger.goto('/cart');
  await expect(stranger.getByRole('row').filter({ hasText: sku })).toContainText(/sold out/i);
  await expect(stranger.getByRole('link', { name: 'Check out' })).toBeHidden();
  await watch.sound(stranger);

  await page.goto('/cart');
  await checkOut(page, watch);
  await placeOrder(page);
});

test('what sells out while in checkout is a clear page with a way on', { tag: '@process' }, async ({
  browser,
  contextOptions,
  stranger,
  scripts,
  watch,
}, { project }) => {
  test.slow();
  // Where nothing is kept for longer than a page takes: as for somebody who left the checkout open over lunch.
  const port = await freePort();
  const shop = await openShop(port, { HOLD_MINUTES: '0' });
  const context = await browser.newContext({ ...contextOptions, baseURL: `http://localhost:${port}` });
  await watch.context(context);
  const page = await context.newPage();
  try {
    const sku = await openPart(page, watch, ownPart(project.name), 'Couplers');
    const all = await availableStock(page);
    await addToCart(page, all);
    await openCart(page, scripts);
    await checkOut(page, watch);

    // The worker gives back what was kept within a minute.
    await expect(async () => {
      await stranger.goto(`/parts/${encodeURIComponent(sku)}`);
      await watch.ready(stranger);
      expect(await availableStock(stranger)).toBe(all);
    }).toPass({ timeout: 60_000 });
    await addToCart(stranger, all);
    await openCart(stranger, scripts);
    await checkOut(stranger, watch);
    await placeOrder(stranger);

    watch.expectStatus(409);
    await page.getByRole('button', { name: 'Place the order' }).click();
    await expect(page.getByRole('alert')).toContainText('sold while you were checking out');
    await expect(page.getByRole('row').filter({ hasText: sku })).toContainText(/sold out/i);
    await expect(page.getByRole('button', { name: 'Place the order' })).toBeHidden();
    await expect(page.getByRole('alert').getByRole('link', { name: 'change the cart' })).toBeVisible();
    await watch.sound(page);

    await page.goto(`/parts/${encodeURIComponent(sku)}`);
    await expect(page.getByText(/sold out/i).first()).toBeVisible();
  } finally {
    await context.close();
    await end(shop, 'SIGTERM');
  }
});

test('a purchase needs no mouse', async ({ page, scripts, watch }) => {
  await openPart(page, watch, 3);
  await tabTo(page, page.getByLabel('Quantity', { exact: true }));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await openCart(page, scripts);
  await tabTo(page, page.getByRole('link', { name: 'Check out' }));
  await page.keyboard.press('Enter');

  const choice = page.getByRole('radio').first();
  const steps: [string, [Locator, string][]][] = [
    ['contact', [[page.getByLabel('E-mail'), BUYER.email], [page.getByLabel('Name', { exact: true }), BUYER.name]]],
    [
      'address',
      [
        [page.getByLabel('Street and number'), BUYER.street],
        [page.getByLabel('Postal code'), BUYER.postalCode],
        [page.getByLabel('Town or city'), BUYER.city],
        [page.getByLabel('Country'), BUYER.country],
      ],
    ],
    ['delivery', [[choice, ' ']]],
    ['payment', [[choice, ' '], [page.getByRole('textbox', { name: 'PO number' }), BUYER.poNumber]]],
  ];
  for (const [step, answers] of steps) {
    await expect(page).toHaveURL(new RegExp(`/checkout/${step}`));
    for (const [field, answer] of answers) {
      await tabTo(page, field);
      await page.keyboard.type(answer);
    }
    await tabTo(page, page.getByRole('button', { name: 'Continue to' }));
    await page.keyboard.press('Enter');
  }
  await expect(page).toHaveURL(/\/checkout\/review/);
  await tabTo(page, page.getByRole('button', { name: 'Place the order' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/orders\/[^/?]+/);
});

/** Presses Tab until the element has the focus, as a keyboard user must. */
async function tabTo(page: Page, target: Locator) {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} cannot be reached with Tab`);
}
