// A web server of a journey's own, beside the one that all share, on the same database.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect } from './sound';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

export async function openShop(port: number, settings: Record<string, string> = {}): Promise<ChildProcess> {
  const shop = spawn(process.env.SHOP_BINARY ?? '', ['web'], {
    env: {
      ...process.env,
      LISTEN_ADDR: `127.0.0.1:${port}`,
      METRICS_ADDR: `127.0.0.1:${await freePort()}`,
      PUBLIC_URL: `http://localhost:${port}`,
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status;
  await expect.poll(ready, { timeout: 30_000 }).toBe(200);
  return shop;
}

export async function end(shop: ChildProcess, signal: NodeJS.Signals) {
  if (shop.exitCode !== null || shop.signalCode !== null) return;
  const ended = once(shop, 'exit');
  shop.kill(signal);
  await ended;
}
