// What fits a part: on its page, all of it on a page of its own, and two parts tried on each other.
import { expect, test } from './sound';

test('a nose cone names the tubes it goes into, and they name it back', async ({ page, watch }) => {
  await page.goto('/parts/RP-NC-54-OG4');
  const section = page.getByRole('region', { name: 'What fits this part' });
  await expect(section.getByRole('rowheader', { name: /Airframe tubes for the shoulder/ })).toBeVisible();
  const row = section.getByRole('row').filter({ has: page.getByRole('link', { name: /^RP-AT-54/ }) }).first();
  await expect(row).toContainText('slip');
  await expect(row).toContainText('flush');
  const tube = await row.getByRole('link').innerText();
  await watch.sound(page);

  await row.getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/parts/${tube}$`));
  await expect(page.getByRole('rowheader', { name: /^Nose cones/ })).toBeVisible();
  await watch.sound(page);

  await page.getByRole('region', { name: 'What fits this part' }).getByRole('link', { name: /by their dimensions|as a page/ }).click();
  await expect(page).toHaveURL(new RegExp(`/parts/${tube}/fits$`));
  await expect(page.getByRole('link', { name: 'RP-NC-54-OG4', exact: true })).toBeVisible();
  await watch.sound(page);
});

test('a group leads to its category, narrowed to what fits', async ({ page, watch }) => {
  await page.goto('/parts/RP-NC-54-OG4');
  const group = page.getByRole('rowheader', { name: /Airframe tubes for the shoulder/ });
  await group.getByRole('link', { name: 'airframe tubes' }).click();
  await expect(page).toHaveURL(/\/categories\/airframe-tubes\?id=53\.\d+mm\.\.55\.\d+mm/);
  await expect(page.getByRole('main').getByRole('link', { name: /^RP-AT-54/ }).first()).toBeVisible();
  await watch.sound(page);
});

test('two parts are tried on each other, with the reason in words', async ({ page, watch }) => {
  await page.goto('/parts/RP-NC-54-OG4');
  await page.getByLabel('Does another part fit?').fill('rp-at-54-600');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/fit?a=RP-NC-54-OG4&b=rp-at-54-600');
  await expect(page.getByRole('main').getByRole('status')).toContainText('Shoulder in airframe tube: slip, 54.10 mm in 54.40 mm leaves 0.30 mm; flush.');
  await watch.sound(page);

  await page.getByLabel('The other').fill('RP-AT-75-600');
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('They do not fit');
  await expect(page.getByRole('main').getByRole('status')).toContainText('21.90 mm of play');
  await watch.sound(page);

  watch.expectStatus(404);
  await page.getByLabel('The other').fill('NO-SUCH');
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(page.getByLabel('The other')).toHaveAccessibleDescription(/no part with this number/i);
  await watch.sound(page);
});

test('a lug names the rods it runs on; glue names nothing', async ({ page, watch }) => {
  await page.goto('/categories/launch-lugs');
  await page.getByRole('main').getByRole('link', { name: /^RP-LL-/ }).first().click();
  await expect(page.getByRole('table', { name: 'Runs on' }).getByRole('row').first()).toContainText('slip');
  await watch.sound(page);
  await page.goto('/categories/bonding');
  await page.getByRole('main').getByRole('link', { name: /^RP-/ }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('What fits this part')).toHaveCount(0);
});
