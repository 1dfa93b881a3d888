import { limits } from '../limits.ts';
import { problem } from '../problem.ts';

export const addressRefused = problem<{ reason: string }>(
  'egress/address-refused',
  422,
  'Nothing is sent to an address of this form. It must be a web address without a password in it.',
);

/** Where one request goes, in the parts that are sent and verified. */
export interface Target {
  readonly url: URL;
  readonly encrypted: boolean;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Takes an address apart. `plain` says whether http without TLS will do. Throws `addressRefused`. */
export function readTarget(address: string, plain: boolean): Target {
  if (address.length > limits.egress.urlCharactersMax) throw addressRefused({ reason: 'length' });
  if (!URL.canParse(address)) throw addressRefused({ reason: 'form' });
  const url = new URL(address);
  const encrypted = url.protocol === 'https:';
  if (!encrypted && !(plain && url.protocol === 'http:')) throw addressRefused({ reason: 'scheme' });
  if (url.username !== '' || url.password !== '') throw addressRefused({ reason: 'credentials' });
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (host === '') throw addressRefused({ reason: 'form' });
  return { url, encrypted, host, port: url.port === '' ? (encrypted ? 443 : 80) : Number(url.port) };
}
