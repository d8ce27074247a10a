// From guest to account and back, and the staff's second factor.
import { execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { linkFromMail } from './mail';
import { addToCart, BUYER, fillContact, next, openCart, openPart, placeOrder } from './shop';
import { expect, test, type Watch } from './sound';

const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = 'a wholly new password';

/** An address that nobody has used before. */
const newAddress = () => `ada.${randomUUID().slice(0, 8)}@example.org`;

async function register(page: Page, watch: Watch, email: string) {
  await page.goto('/account/register');
  await watch.sound(page);
  await page.getByLabel('Name', { exact: true }).fill(BUYER.name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mail');
  await watch.sound(page);
  await page.goto(await linkFromMail(email, '/account/confirm'));
  await watch.sound(page);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your orders');
  await watch.sound(page);
}

async function signIn(page: Page, email: string, password: string) {
  await page.goto('/account');
  await expect(page).toHaveURL(/\/account\/sign-in\?next=/);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a guest orders, makes an account, and finds the order and the cart there and elsewhere', async ({
  page,
  stranger,
  scripts,
  watch,
}) => {
  const email = newAddress();
  const sku = await openPart(page, watch, 1);
  await addToCart(page, 1);
  await openCart(page, scripts);
  await page.getByRole('link', { name: 'Check out' }).click();
  await fillContact(page, { ...BUYER, email });
  await next(page, 'address');
  await page.getByLabel('Street and number').fill(BUYER.street);
  await page.getByLabel('Postal code').fill(BUYER.postalCode);
  await page.getByLabel('Town or city').fill(BUYER.city);
  await page.getByLabel('Country').selectOption(BUYER.country);
  await next(page, 'delivery');
  await page.getByRole('radio').first().check();
  await next(page, 'payment');
  await page.getByRole('radio').first().check();
  await page.getByRole('textbox', { name: 'PO number' }).fill(BUYER.poNumber);
  await next(page, 'review');
  const number = await placeOrder(page);

  await register(page, watch, email);
  await page.getByRole('link', { name: number }).click();
  await expect(page.getByRole('main')).toContainText(sku);
  await watch.sound(page);
  await page.goto(`/parts/${sku}`);
  await addToCart(page, 3);
  await openCart(page, scripts);

  await signIn(stranger, email, PASSWORD);
  await expect(stranger.getByRole('link', { name: number })).toBeVisible();
  await stranger.goto('/cart');
  await expect(stranger.getByRole('main')).toContainText(sku);
  await stranger.goto('/account/sessions');
  await expect(stranger.getByText('This one')).toBeVisible();
  await watch.sound(stranger);
  await stranger.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(stranger.getByRole('status')).toContainText('signed out everywhere');
  await page.goto('/account');
  await expect(page).toHaveURL(/\/account\/sign-in/);
  await page.goto('/cart');
  await expect(page.getByRole('main')).toContainText('Your cart is empty');
});

test('a password is changed by a link out of a letter, and the old one opens nothing', async ({ page, watch }) => {
  const email = newAddress();
  await register(page, watch, email);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('status')).toContainText('You are signed out');
  await page.getByRole('link', { name: 'Password forgotten?' }).click();
  await watch.sound(page);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await watch.sound(page);
  await page.goto(await linkFromMail(email, '/account/reset'));
  await watch.sound(page);
  watch.expectStatus(422);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true');
  await watch.sound(page);
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('status')).toContainText('Your new password is set');
  await signIn(page, email, PASSWORD);
  await expect(page.getByRole('alert')).toContainText('E-mail address or password is not right');
  await expect(page.getByLabel('E-mail')).toHaveValue(email);
  await watch.sound(page);
  await signIn(page, email, NEW_PASSWORD);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your orders');

  await page.getByRole('link', { name: 'Profile' }).click();
  await watch.sound(page);
  await page.getByRole('link', { name: 'Delete the account' }).click();
  await watch.sound(page);
  await page.getByLabel('Password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Delete the account for good' }).click();
  await expect(page.getByRole('status')).toContainText('Your account is deleted');
});

/** The code that an authenticator shows for a key in base 32, `steps` half minutes from now (RFC 6238). */
function codeOf(key: string, steps = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replace(/[^A-Z2-7]/g, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('an employee joins by a link, enrols a second factor and signs in with both', async ({ page, watch }) => {
  const email = newAddress();
  const said = execFileSync(process.env.SHOP_BINARY ?? '', ['admin', 'invite-staff', email, 'Noor Visser', '--roles', 'administrator'], {
    encoding: 'utf8',
  });
  const path = /\/desk\/join\?token=[0-9a-f]{32}/.exec(said)?.[0];
  if (!path) throw new Error(`no link: ${said}`);
  await page.goto(path);
  await watch.sound(page);
  await page.getByLabel('Choose a password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue to the second factor' }).click();
  const key = await page.locator('#secret').innerText();
  await watch.sound(page);
  await page.getByLabel('Code', { exact: true }).fill(codeOf(key, -1));
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page).toHaveURL(/\/desk\/sign-in\?done=joined/);
  await watch.sound(page);

  await page.goto('/desk/staff');
  await expect(page).toHaveURL(/\/desk\/sign-in\?next=/);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue to the code' }).click();
  await watch.sound(page);
  await page.getByLabel('Code', { exact: true }).fill(codeOf(key));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Staff');
  await expect(page.getByRole('main')).toContainText(email);
  await watch.sound(page);
  await page.goto('/desk/audit');
  await watch.sound(page);
  await page.goto('/desk/account');
  await watch.sound(page);
});
