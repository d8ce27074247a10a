// Pictures of every page, light and dark, for whoever reviews a change (test-results/pages) and, with
// UPDATE_SCREENSHOTS=1, for the README (docs/images).
import { openPart } from './shop';
import { expect, test } from './sound';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`pages in ${colorScheme}`, { tag: '@scripts' }, async ({ page, watch }, { project }) => {
      const sku = await openPart(page, watch);
      const category = await page.locator('a[href^="/categories/"]').last().getAttribute('href');
      for (const [name, path] of [
        ['home', '/'],
        ['part', `/parts/${sku}`],
        ['category', category ?? '/'],
        ['search', '/search?q=tube'],
        ['cart', '/cart'],
      ]) {
        await page.goto(path);
        await watch.sound(page);
        const picture = await page.screenshot({
          path: `test-results/pages/${name}-${project.name}-${colorScheme}.png`,
          fullPage: true,
        });
        expect(picture.length).toBeGreaterThan(0);
        if (process.env.UPDATE_SCREENSHOTS === '1' && project.name === 'desk' && ['home', 'part'].includes(name)) {
          const suffix = colorScheme === 'dark' ? '-dark' : '';
          await page.screenshot({ path: `../docs/images/${name}${suffix}.png` });
        }
      }
    });
  });
}
