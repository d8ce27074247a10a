// What a page loads to start its islands: customers the shop's bundle, the studio its own, nobody both.
import { expect, test } from './sound';

for (const [path, bundle] of [
  ['/', 'rocket-parts'],
  ['/parts/RP-AT-54-600', 'rocket-parts'],
  ['/search?q=tube', 'rocket-parts'],
  ['/cart', 'rocket-parts'],
  ['/studio/there/is/no/such/page', 'rocket-parts-studio'],
]) {
  test(`${path} loads ${bundle} and no other bundle`, { tag: '@scripts' }, async ({ page, watch }) => {
    watch.expectStatus(404);
    const loaded = new Set<string>();
    page.on('request', (request) => {
      const file = /\/pkg\/([^/]+)\.[^.]+\.(js|wasm)$/.exec(new URL(request.url()).pathname);
      if (file) loaded.add(`${file[1]}.${file[2]}`);
    });
    await page.goto(path);
    await expect(page.locator('html[data-hydrated]')).toBeAttached();
    expect([...loaded].sort()).toEqual([`${bundle}.js`, `${bundle}.wasm`]);
  });
}
