// What a purchasing department and the desk do with one order: bought on terms, sent in two parts, partly returned.
import { expect as expectThat, type Page } from '@playwright/test';
import { joinStaff, newAddress, register } from './people';
import { addToCart, availableStock, BUYER, fillAddress, next, openCart, openPart, placeOrder } from './shop';
import { expect, test, type Watch } from './sound';

/** Staff make a company with terms and let a customer order for it. */
async function makeCompany(desk: Page, watch: Watch, name: string, member: string) {
  await desk.goto('/desk/companies');
  await watch.sound(desk);
  await desk.getByLabel('Name', { exact: true }).fill(name);
  await desk.getByLabel('Days to pay').fill('30');
  await desk.getByLabel('Credit limit, €').fill('50000');
  await desk.getByRole('button', { name: 'Keep the company' }).click();
  await expect(desk.getByRole('status').filter({ hasText: 'The company is kept' })).toBeVisible();
  await watch.sound(desk);
  await desk.getByLabel('E-mail of a customer').fill(member);
  await desk.getByRole('button', { name: 'Make a member' }).click();
  await expect(desk.getByRole('status').filter({ hasText: 'orders for this company now' })).toBeVisible();
}

/** From the cart to the order, on the company's terms. */
async function orderOnTerms(page: Page, watch: Watch): Promise<string> {
  await page.getByRole('link', { name: 'Check out' }).click();
  // The account says who it is.
  await expect(page).toHaveURL(/\/checkout\/address/);
  await watch.sound(page);
  await fillAddress(page);
  await next(page, 'delivery');
  await page.getByRole('radio').first().check();
  await next(page, 'payment');
  await page.getByRole('radio', { name: /Purchase order/ }).check();
  await page.getByRole('textbox', { name: 'PO number' }).fill(BUYER.poNumber);
  await watch.sound(page);
  await next(page, 'review');
  await watch.sound(page);
  return placeOrder(page);
}

/** Staff send all that an order has at one location, and answer with the number of its parcel. */
async function sendPart(desk: Page, watch: Watch, order: string, sku: string, tracking: string): Promise<string> {
  await desk.goto(`/desk/orders/${order}`);
  await watch.sound(desk);
  await desk.getByRole('button', { name: 'Start picking' }).click();
  await expect(desk).toHaveURL(/\/desk\/picks\/SH-/);
  const parcel = /SH-[0-9A-Z]+/.exec(new URL(desk.url()).pathname)?.[0] ?? '';
  await watch.sound(desk);
  await desk.getByRole('button', { name: 'All found as counted' }).click();
  await expect(desk).toHaveURL(/done=/);
  await desk.goto(`/desk/parcels/${parcel}`);
  // As a scanner types it: the part's number and Enter.
  await desk.getByLabel('Part', { exact: true }).fill(sku.toLowerCase().replaceAll('-', ''));
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('main')).toContainText('1 of');
  await watch.sound(desk);
  watch.expectStatus(422);
  await desk.getByLabel('Part', { exact: true }).fill('RP-NOT-IN-IT');
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('alert')).toContainText('not counted');
  await watch.sound(desk);
  const anyway = desk.getByRole('group').filter({ hasText: 'Close without scanning all' });
  await anyway.locator('summary').click();
  await anyway.getByLabel('Why').fill('Counted by weight');
  await anyway.getByRole('button', { name: 'Close the parcel anyway' }).click();
  await desk.goto(`/desk/parcels/${parcel}`);
  await desk.getByLabel('Carrier', { exact: true }).fill('DHL');
  await desk.getByLabel('Tracking', { exact: true }).fill(tracking);
  await desk.getByRole('button', { name: 'Ship', exact: true }).click();
  await expect(desk.getByRole('main')).toContainText(tracking);
  await watch.sound(desk);
  return parcel;
}

test('a company orders on terms, gets it in two parts and sends some back', async ({
  page,
  stranger: desk,
  scripts,
  watch,
}, { project }) => {
  test.slow();
  const email = newAddress();
  await joinStaff(desk, watch, ['administrator', 'operations']);
  await register(page, watch, email);
  await makeCompany(desk, watch, `Delta-V ${email}`, email);
  await page.goto('/account/company');
  await expect(page.getByRole('main')).toContainText('50,000.00');
  await watch.sound(page);

  // All there is at both locations: two parcels. A part of its own for each project.
  const own = ['desk', 'phone', 'desk-no-scripts', 'phone-no-scripts'].indexOf(project.name);
  const sku = await openPart(page, watch, own, 'Launch lugs');
  const all = await availableStock(page);
  await addToCart(page, all);
  await openCart(page, scripts);
  const order = await orderOnTerms(page, watch);
  await expect(page.getByRole('main')).toContainText('Allocated');
  await watch.sound(page);

  const first = await sendPart(desk, watch, order, sku, `A${order}`);
  await page.goto(`/orders/${order}`);
  await expect(page.getByRole('main')).toContainText('Shipped in part');
  await expect(page.getByRole('main')).toContainText(`A${order}`);
  await watch.sound(page);
  const second = await sendPart(desk, watch, order, sku, `B${order}`);
  expectThat(second).not.toBe(first);
  for (const parcel of [first, second]) {
    await desk.goto(`/desk/parcels/${parcel}`);
    await desk.getByRole('button', { name: 'It has arrived' }).click();
    await expect(desk).toHaveURL(/done=/);
  }
  await page.reload();
  await expect(page.getByRole('main')).toContainText('Delivered');
  await watch.sound(page);

  await page.getByRole('link', { name: 'Return parts' }).click();
  await page.getByLabel(`Pieces of ${sku} to return`).fill('2');
  await page.getByRole('radio').first().check();
  await watch.sound(page);
  await page.getByRole('button', { name: 'Ask for the return' }).click();
  await expect(page).toHaveURL(/\/returns\/|\/orders\//);
  await watch.sound(page);
  await page.goto(`/orders/${order}`);
  const rma = /RMA-[0-9A-Z]+/.exec(await page.getByRole('main').innerText())?.[0] ?? '';

  await desk.goto(`/desk/returns/${rma}`);
  await watch.sound(desk);
  await desk.getByRole('button', { name: 'Authorise' }).click();
  await desk.getByLabel('Can be sold').fill('1');
  await desk.getByLabel('To scrap').fill('1');
  await watch.sound(desk);
  await desk.getByRole('button', { name: 'Book what came' }).click();
  await watch.sound(desk);
  await desk.getByRole('button', { name: 'Credit', exact: true }).click();
  await expect(desk.getByRole('main')).toContainText('Credited');
  await watch.sound(desk);

  await page.goto(`/orders/${order}`);
  await expect(page.getByRole('main')).toContainText('Credited');
  await page.getByRole('link', { name: /^Invoice/ }).click();
  await expect(page.getByRole('main')).toContainText(BUYER.poNumber);
  await watch.sound(page);
  await desk.goto(`/desk/search?q=${order}`);
  await expect(desk).toHaveURL(new RegExp(`/desk/orders/${order}`));
  await desk.goto('/desk');
  await watch.sound(desk);
});
