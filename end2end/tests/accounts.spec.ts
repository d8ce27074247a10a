// From guest to account and back, and the staff's second factor.
import type { Page } from '@playwright/test';
import { linkFromMail } from './mail';
import { joinStaff, newAddress, PASSWORD, register } from './people';
import { addToCart, BUYER, checkOut, openCart, openPart, placeOrder } from './shop';
import { expect, test } from './sound';

const NEW_PASSWORD = 'a wholly new password';

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
  await checkOut(page, watch, { ...BUYER, email });
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
  await expect(stranger.getByRole('status').filter({ hasText: 'signed out everywhere' })).toBeVisible();
  await page.goto('/account');
  await expect(page).toHaveURL(/\/account\/sign-in/);
  await page.goto('/cart');
  await expect(page.getByRole('main')).toContainText('Your cart is empty');
});

test('a password is changed by a link out of a letter, and the old one opens nothing', async ({ page, watch }) => {
  const email = newAddress();
  await register(page, watch, email);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'You are signed out' })).toBeVisible();
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
  await expect(page.getByRole('status').filter({ hasText: 'Your new password is set' })).toBeVisible();
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
  await expect(page.getByRole('status').filter({ hasText: 'Your account is deleted' })).toBeVisible();
});

test('an employee joins by a link, enrols a second factor and signs in with both', async ({ page, watch }) => {
  const email = await joinStaff(page, watch, ['administrator']);
  await page.goto('/desk/staff');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Staff');
  await expect(page.getByRole('main')).toContainText(email);
  await watch.sound(page);
  await page.goto('/desk/audit');
  await watch.sound(page);
  await page.goto('/desk/account');
  await watch.sound(page);
});
