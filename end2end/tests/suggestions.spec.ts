// The search field with suggestions: groups, keyboard only, what a screen reader is told; and help.
import type { Page } from '@playwright/test';
import { openPart } from './shop';
import { expect, test } from './sound';

const field = (page: Page) => page.getByRole('combobox', { name: 'Search parts' });
const list = (page: Page) => page.getByRole('listbox', { name: 'Suggestions' });
const chosen = (page: Page) => page.getByRole('option', { selected: true });

test.describe('suggestions', { tag: '@scripts' }, () => {
  test('come in named groups, with what was typed marked', async ({ page, watch }) => {
    await page.goto('/');
    await watch.ready(page);
    await field(page).fill('nose');
    await expect(list(page)).toBeVisible();
    const groups = list(page).getByRole('group');
    expect(await groups.count()).toBeLessThanOrEqual(5);
    await expect(list(page).getByRole('group', { name: 'Parts' }).getByRole('option').first()).toBeVisible();
    const category = list(page).getByRole('group', { name: 'Categories' }).getByRole('option', { name: /^Nose cones/ });
    await expect(category).toBeVisible();
    await expect(category.locator('mark')).toHaveText('Nose');
    await expect(page.getByRole('search').getByRole('status')).toHaveText(/^\d+ suggestions$/);
    await watch.sound(page);
    await category.click();
    await expect(page).toHaveURL(/\/categories\/nose-cones$/);
  });

  test('help is among them', async ({ page, watch }) => {
    await page.goto('/');
    await watch.ready(page);
    await field(page).fill('fit class');
    await list(page).getByRole('group', { name: 'Help' }).getByRole('option', { name: 'Fit classes' }).click();
    await expect(page).toHaveURL(/\/help\/fit$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fit classes');
  });

  test('go round by arrows through all groups', async ({ page, watch }) => {
    await page.goto('/');
    await watch.ready(page);
    await field(page).focus();
    await page.keyboard.type('nose');
    await expect(list(page)).toBeVisible();
    const options = await list(page).getByRole('option').all();
    for (const option of options) {
      await page.keyboard.press('ArrowDown');
      await expect(option).toHaveAttribute('aria-selected', 'true');
      await expect(option).toBeInViewport();
      await expect(field(page)).toHaveAttribute('aria-activedescendant', (await option.getAttribute('id')) ?? '');
    }
    await expect(chosen(page)).toHaveText(/^Search for nose/);
    await page.keyboard.press('ArrowDown');
    await expect(options[0]).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowUp');
    await expect(chosen(page)).toHaveText(/^Search for nose/);
    await watch.sound(page);
    // Home is the text's: nothing stays chosen, and what is typed comes first in the field.
    await page.keyboard.press('Home');
    await expect(chosen(page)).toHaveCount(0);
    await page.keyboard.type('x');
    await expect(field(page)).toHaveValue('xnose');
  });

  test('are left by Escape and Tab', async ({ page, watch }) => {
    await page.goto('/');
    await watch.ready(page);
    await field(page).focus();
    await page.keyboard.type('tube');
    await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Escape');
    await expect(field(page)).toHaveAttribute('aria-expanded', 'false');
    await expect(field(page)).toHaveValue('tube');
    await page.keyboard.press('ArrowDown');
    await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Tab');
    await expect(list(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Find' })).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Escape');
    await expect(field(page)).toHaveValue('');
  });

  test('lead by Enter to a part, or to all that is found', async ({ page, watch }) => {
    const sku = await openPart(page, watch);
    await field(page).focus();
    await page.keyboard.type(sku.toLowerCase().replaceAll('-', ' '));
    await expect(list(page).getByRole('option', { name: new RegExp(`^${sku}`) }).first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/parts/${sku}$`));
    await watch.ready(page);
    await field(page).fill('tube');
    await expect(list(page)).toBeVisible();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/search\?q=tube$/);
  });
});

test('the field searches by itself', async ({ page }) => {
  await page.goto('/');
  await field(page).fill('nose cone');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page).toHaveURL(/\/search\?q=nose\+cone$/);
});

test('help is found in the footer, and every page of it is sound', async ({ page, watch }) => {
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Help', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Help');
  await watch.sound(page);
  const links = page.getByRole('main').getByRole('link');
  const topics = await links.evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).pathname));
  expect(topics.length).toBeGreaterThan(3);
  for (const topic of topics) {
    await page.goto(topic);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await watch.sound(page);
  }
});

test('examples of the help lead to results, by addresses one can read', async ({ page, watch }) => {
  const open = async (example: string) => {
    await page.goto('/help/search');
    await page.getByRole('main').getByRole('link', { name: example, exact: true }).click();
  };
  await open('RP-AT-54-600');
  await expect(page).toHaveURL(/\/search\?q=RP-AT-54-600$/);
  await expect(page.getByRole('main').locator('a[href="/parts/RP-AT-54-600"]').first()).toBeVisible();
  await open('id:54mm..55.2mm');
  await expect(page).toHaveURL(/\/search\?id=54mm\.\.55\.2mm$/);
  await watch.sound(page);
});
