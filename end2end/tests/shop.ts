// What a customer does, in the customer's words: the steps that several journeys share.
import { expect, type Page } from '@playwright/test';
import type { Watch } from './sound';

export const BUYER = {
  name: 'Ada Quill',
  email: 'ada@example.org',
  street: '12 Launch Road',
  postalCode: '88131',
  city: 'Lindau',
  country: 'Germany',
  poNumber: '2041-B',
};

/** Goes from the home page to the `index`-th part in stock of a category, and answers with its part number. */
export async function openPart(page: Page, watch: Watch, index = 0, category = 'Airframe tubes'): Promise<string> {
  await page.goto('/');
  await watch.sound(page);
  await page.getByRole('main').getByRole('link', { name: category }).first().click();
  await expect(page).toHaveURL(/\/categories\//);
  await watch.sound(page);
  const inStock = page.getByRole('row').filter({ hasText: /in stock|left/ });
  const link = inStock.nth(index).getByRole('link').first();
  const sku = await link.innerText();
  await link.click();
  await expect(page).toHaveURL(new RegExp(`/parts/${sku}$`));
  await watch.sound(page);
  return sku;
}

export async function addToCart(page: Page, quantity: number) {
  await page.getByLabel('Quantity', { exact: true }).fill(String(quantity));
  await page.getByRole('button', { name: 'Add to cart' }).click();
}

/** To the cart, once what was added is in it: with scripts the part's page says so, without the cart is the answer. */
export async function openCart(page: Page, scripts: boolean) {
  if (scripts) {
    await expect(page.getByRole('status').filter({ hasText: 'In your cart' })).toBeVisible();
    await page.goto('/cart');
  }
  await expect(page).toHaveURL(/\/cart/);
  await expect(page.getByRole('heading', { level: 1, name: 'Cart' })).toBeVisible();
}

/** Sends a step of the checkout off and arrives at the next one. */
export async function next(page: Page, step: string) {
  await page.getByRole('button', { name: 'Continue to' }).click();
  await expect(page).toHaveURL(new RegExp(`/checkout/${step}`));
}

export async function fillContact(page: Page, buyer = BUYER) {
  await page.getByLabel('E-mail').fill(buyer.email);
  await page.getByLabel('Name', { exact: true }).fill(buyer.name);
}

export async function fillAddress(page: Page, buyer = BUYER) {
  await page.getByLabel('Street and number').fill(buyer.street);
  await page.getByLabel('Postal code').fill(buyer.postalCode);
  await page.getByLabel('Town or city').fill(buyer.city);
  await page.getByLabel('Country').selectOption(buyer.country);
}

/** From the cart to the review, every page looked over. */
export async function checkOut(page: Page, watch: Watch, buyer = BUYER) {
  await page.getByRole('link', { name: 'Check out' }).click();
  await expect(page).toHaveURL(/\/checkout\/contact/);
  await watch.sound(page);
  await fillContact(page, buyer);
  await next(page, 'address');
  await watch.sound(page);
  await fillAddress(page, buyer);
  await next(page, 'delivery');
  await watch.sound(page);
  await page.getByRole('radio').first().check();
  await next(page, 'payment');
  await watch.sound(page);
  await page.getByRole('radio').first().check();
  await page.getByRole('textbox', { name: 'PO number' }).fill(buyer.poNumber);
  await next(page, 'review');
  await watch.sound(page);
}

/** Places the order and answers with its number. */
export async function placeOrder(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Place the order' }).click();
  await expect(page).toHaveURL(/\/orders\/[^/?]+/);
  return new URL(page.url()).pathname.split('/')[2];
}

export async function lookUp(page: Page, number: string, email: string) {
  await page.goto('/orders');
  await page.getByLabel('Order number').fill(number);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Show the order' }).click();
}

/** What the part's page says is there to be sold. */
export async function availableStock(page: Page): Promise<number> {
  const text = await page.getByRole('complementary', { name: 'Buy' }).innerText();
  const available = /([\d,]+) (?:in stock|left)/.exec(text)?.[1];
  if (!available) throw new Error(`no stock stated: ${text}`);
  return Number(available.replaceAll(',', ''));
}
