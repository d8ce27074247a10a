// What a customer notices when the shop is restarted: nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { addToCart, openCart, openPart } from './shop';
import { expect, test } from './sound';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function openShop(port: number): Promise<ChildProcess> {
  const shop = spawn(process.env.SHOP_BINARY ?? '', ['web'], {
    env: {
      ...process.env,
      LISTEN_ADDR: `127.0.0.1:${port}`,
      METRICS_ADDR: `127.0.0.1:${await freePort()}`,
      PUBLIC_URL: `http://localhost:${port}`,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status;
  await expect.poll(ready, { timeout: 30_000 }).toBe(200);
  return shop;
}

async function end(shop: ChildProcess, signal: NodeJS.Signals) {
  if (shop.exitCode !== null || shop.signalCode !== null) return;
  const ended = once(shop, 'exit');
  shop.kill(signal);
  await ended;
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a cart survives ${signal}`, { tag: '@once' }, async ({ browser, contextOptions, watch }) => {
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
