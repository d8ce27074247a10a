// Drawings: to be read on a desk and on a phone, and to be taken away as files that say what the page says.
import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { expect, test } from './sound';

/** What a link of the caption saves, and under which name. */
async function saved(page: Page, link: string): Promise<[string, string]> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);
  return [download.suggestedFilename(), await readFile(await download.path(), 'utf8')];
}

test('a drawing fits its box, says both units, and is a file', async ({ page, watch }) => {
  await page.goto('/parts/RP-NC-66-OG4');
  const drawing = page.locator('.drawing__sheet svg:visible');
  await expect(drawing).toHaveCount(1);
  await expect(drawing).toHaveAccessibleName(/ogive/);
  const [sheet, svg] = [await page.locator('.drawing__sheet').boundingBox(), await drawing.boundingBox()];
  expect(svg?.width).toBeLessThanOrEqual(sheet?.width ?? 0);
  const labels = await drawing.locator('text').evaluateAll((texts) =>
    texts.map((text) => {
      const { left, top, right, bottom } = text.getBoundingClientRect();
      return { said: text.textContent ?? '', left, top, right, bottom };
    }),
  );
  expect(labels.map((label) => label.said).join(' ')).toMatch(/\d+\.\d+ ?(in|")/);
  const box = { left: svg?.x ?? 0, right: (svg?.x ?? 0) + (svg?.width ?? 0) };
  for (const [index, one] of labels.entries()) {
    expect(one.left, one.said).toBeGreaterThanOrEqual(box.left);
    expect(one.right, one.said).toBeLessThanOrEqual(box.right);
    for (const other of labels.slice(index + 1)) {
      // Lines of text may share the leading between them, never a letter.
      const apart = one.right <= other.left || other.right <= one.left || one.bottom <= other.top + 4 || other.bottom <= one.top + 4;
      expect(apart, `${one.said} lies on ${other.said}`).toBe(true);
    }
  }
  await watch.sound(page);
  const [name, file] = await saved(page, 'SVG drawing to print');
  expect(name).toBe('RP-NC-66-OG4.svg');
  expect(file).toContain('width="277mm"');
  expect(file).toContain('tangent ogive');
});

test('a flat part is a file for a cutter', async ({ page, watch }) => {
  await page.goto('/categories/centering-rings');
  await page.getByRole('main').locator('a.part-number').first().click();
  await expect(page).toHaveURL(/\/parts\//);
  await watch.sound(page);
  const [name, file] = await saved(page, 'DXF outline for a cutter');
  expect(page.url()).toContain(name.replace('.dxf', ''));
  expect(file.match(/\r\nCIRCLE\r\n/g)).toHaveLength(2);
});

test('a motor has its curve, its points and its file for simulators', async ({ page, watch }) => {
  await page.goto('/parts/RP-M38-G58-14A');
  await expect(page.locator('.drawing__sheet svg:visible')).toContainText('class G');
  await watch.sound(page);
  for (const [link, ending, holds] of [
    ['Curve SVG thrust curve to print', '-thrust.svg', 'class G'],
    ['CSV points of the thrust curve', '-thrust.csv', 'time_s,thrust_n'],
    ['RASP motor file for simulators', '.eng', 'RP-M38-G58-14A 38 '],
    ['SVG drawing to print', '.svg', '⌀38.0'],
  ]) {
    const [name, file] = await saved(page, link);
    expect(name).toBe(`RP-M38-G58-14A${ending}`);
    expect(file).toContain(holds);
  }
});

test('a round canopy is called round', async ({ page, watch }) => {
  await page.goto('/parts/RP-PA-600D-OW');
  await expect(page.getByRole('row', { name: /^Sides/ })).toContainText('round');
  await watch.sound(page);
});
