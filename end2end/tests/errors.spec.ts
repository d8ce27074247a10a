// Wrong addresses and wrong values: the right status, a clear page, a way on.
import { expect, test } from './sound';

for (const path of ['/no-such-page', '/parts/NO-SUCH-PART', '/categories/no-such-category']) {
  test(`${path} is a page not found`, async ({ page, watch }) => {
    watch.expectStatus(404);
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page).toHaveTitle(/not found/i);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
    await watch.sound(page);
  });
}

test('checking out an empty cart leads back to the cart', async ({ page, watch }) => {
  await page.goto('/checkout');
  await expect(page).toHaveURL(/\/cart/);
  await expect(page.getByRole('main')).toContainText('Your cart is empty');
  await watch.sound(page);
});

test('odd values in an address do not break a page', async ({ page, watch }) => {
  watch.expectStatus(400);
  watch.expectStatus(404);
  for (const path of ['/search', '/search?q=', '/search?q=%00%ff', `/search?q=${'a'.repeat(2000)}`, '/search?q=tube&page=999999999999']) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBeLessThan(500);
    await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
  }
  await watch.sound(page);
});
