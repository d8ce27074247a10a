// People with accounts: customers who register, and staff who join with a second factor.
import { execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { linkFromMail } from './mail';
import { BUYER } from './shop';
import { expect, type Watch } from './sound';

export const PASSWORD = 'correct horse battery';

/** An address that nobody has used before. */
export const newAddress = () => `ada.${randomUUID().slice(0, 8)}@example.org`;

/** Makes an account and confirms it by the link out of the mail. */
export async function register(page: Page, watch: Watch, email: string) {
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

/** Joins as an employee by the link of an invitation and signs in with both factors. Answers the address. */
export async function joinStaff(page: Page, watch: Watch, roles: string[]): Promise<string> {
  const email = newAddress();
  const said = execFileSync(
    process.env.SHOP_BINARY ?? '',
    ['admin', 'invite-staff', email, 'Noor Visser', '--roles', roles.join(',')],
    { encoding: 'utf8' },
  );
  const path = /\/desk\/join\?token=[0-9a-f]{32}/.exec(said)?.[0];
  if (!path) throw new Error(`no link: ${said}`);
  await page.goto(path);
  await watch.sound(page);
  await page.getByLabel('Choose a password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue to the second factor' }).click();
  const key = await page.locator('#secret').innerText();
  await watch.sound(page);
  await page.getByLabel('Code', { exact: true }).fill(codeOf(key));
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page).toHaveURL(/\/desk\/sign-in\?done=joined/);
  await watch.sound(page);

  await page.goto('/desk');
  await expect(page).toHaveURL(/\/desk\/sign-in/);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue to the code' }).click();
  await watch.sound(page);
  await page.getByLabel('Code', { exact: true }).fill(codeOf(key, 1));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/desk$/);
  await watch.sound(page);
  return email;
}
