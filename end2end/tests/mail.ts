// Mail as a customer finds it: the files that the worker writes, with links to follow.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from './sound';

function decode(text: string): string {
  const bytes = text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The mails to an address, as one text each. */
function mailsTo(address: string): string[] {
  const folder = process.env.MAIL_DIR ?? '';
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => decode(readFileSync(join(folder, name), 'utf8')))
    .filter((mail) => new RegExp(`^To: .*${address.replace(/[.+]/g, '\\$&')}`, 'im').test(mail));
}

/** Waits for a mail to an address with a link to a page, and answers the link's path. */
export async function linkFromMail(address: string, page: string): Promise<string> {
  const pattern = new RegExp(`https?://[^\\s/"]+(${page}\\?token=[0-9a-f]{32})`);
  let path = '';
  await expect
    .poll(() => (path = mailsTo(address).map((mail) => pattern.exec(mail)?.[1]).find(Boolean) ?? ''), { timeout: 30_000 })
    .not.toBe('');
  return path;
}
