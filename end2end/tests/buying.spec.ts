// From the home page to an order that can be found again, and the ways off that road.
import type { Locator, Page } from '@playwright/test';
import { addToCart, availableStock, BUYER, checkOut, fillContact, lookUp, openCart, openPart, placeOrder } from './shop';
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
  await expect(page.getByRole('main')).toContainText(BUYER.order);
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

  watch.expectStatus(404);
  await lookUp(stranger, number, 'someone@example.org');
  await expect(stranger.getByRole('main')).not.toContainText(BUYER.street);
  await expect(stranger.getByRole('alert')).toBeVisible();
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
  // The browser's own check would stop the form; the server's answer is what is looked at here.
  await page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
  const [response] = await Promise.all([
    page.waitForResponse((r) => r.request().method() === 'POST'),
    page.getByRole('button', { name: 'Continue' }).click(),
  ]);
  expect(response.status()).toBe(422);
  const email = page.getByLabel('E-mail');
  await expect(email).toHaveValue('ada at example');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(BUYER.name);
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await expect(email).toHaveAccessibleDescription(/e-mail/i);
});

test('what sells out between cart and order is a clear page with a way on', async ({
  page,
  stranger,
  scripts,
  watch,
}, { project }) => {
  // A part of its own for each project: they run at the same time and would sell each other out.
  const index = ['desk', 'phone', 'desk-no-scripts', 'phone-no-scripts'].indexOf(project.name);
  const sku = await openPart(page, watch, index, 'Couplers');
  const all = await availableStock(page);
  await addToCart(page, all);
  await openCart(page, scripts);
  await checkOut(page, watch);

  await stranger.goto(`/parts/${encodeURIComponent(sku)}`);
  await watch.ready(stranger);
  await addToCart(stranger, all);
  await openCart(stranger, scripts);
  await checkOut(stranger, watch);
  await placeOrder(stranger);

  watch.expectStatus(409);
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/sold out/i);
  await expect(page.getByRole('main')).toContainText(sku);
  await expect(page.getByRole('main').getByRole('link', { name: /cart/i })).toBeVisible();
  await watch.sound(page);

  await page.goto(`/parts/${encodeURIComponent(sku)}`);
  await expect(page.getByText(/sold out/i).first()).toBeVisible();
});

test('a purchase needs no mouse', async ({ page, scripts, watch }) => {
  await openPart(page, watch, 3);
  await page.getByLabel('Quantity').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await openCart(page, scripts);

  await reach(page, 'link', 'Check out');
  for (const answers of [
    { Name: BUYER.name, 'E-mail': BUYER.email },
    { Street: BUYER.street, Postcode: BUYER.postcode, City: BUYER.city },
    {},
    { 'Purchase order number': BUYER.order },
  ]) {
    for (const [label, answer] of Object.entries(answers)) {
      const field = page.getByLabel(label, { exact: true });
      await tabTo(page, field);
      await page.keyboard.type(answer);
    }
    const step = page.url();
    await reach(page, 'button', 'Continue');
    await expect(page).not.toHaveURL(step);
  }
  await reach(page, 'button', 'Place order');
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

async function reach(page: Page, role: 'link' | 'button', name: string) {
  await tabTo(page, page.getByRole(role, { name }));
  await page.keyboard.press('Enter');
}
