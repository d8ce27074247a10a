// What a customer notices when the shop is restarted: nothing.
import { end, freePort, openShop } from './process';
import { addToCart, openCart, openPart } from './shop';
import { expect, test } from './sound';

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a cart survives ${signal}`, { tag: ['@once', '@process'] }, async ({ browser, contextOptions, watch }) => {
    const port = await freePort();
    const context = await browser.newContext({ ...contextOptions, baseURL: `http://localhost:${port}` });
    await watch.context(context);
    const page = await context.newPage();
    let shop = await openShop(port);
    try {
      const sku = await openPart(page, watch, 5);
      await addToCart(page, 4);
      await openCart(page, true);
      await end(shop, signal);
      shop = await openShop(port);
      await page.reload();
      await expect(page.getByLabel(`Quantity of ${sku}`, { exact: true })).toHaveValue('4');
      await watch.sound(page);
    } finally {
      await context.close();
      await end(shop, 'SIGTERM');
    }
  });
}
