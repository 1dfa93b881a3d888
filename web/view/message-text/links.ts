/**
 * Danger: addresses come from people who may wish to lead others astray. Only http, https and mailto become links;
 * words that look like one place and lead to another are shown with the true one.
 */
import type { Link } from './nodes.ts';

const charactersMax = 2048;
const schemes = /^(https?|mailto):/i;
const looksLikeAddress =
  /^\s*(?:(?:https?:)?\/\/)?(?:[\w-]+@)?((?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,})(?=[/:?#\s]|$)/iu;

/** The address in canonical form, or undefined where it is none that may be followed. */
export function safeHref(address: string): string | undefined {
  if (address.length > charactersMax || !schemes.test(address) || !URL.canParse(address)) return undefined;
  const { href, protocol, username, password, host } = new URL(address);
  if (protocol === 'mailto:') return href;
  // What stands before an @ only serves to look like a host.
  return host !== '' && username === '' && password === '' ? href : undefined;
}

/** The true host where `words` look like an address of another host, or its letters could be mistaken. */
export function trueHostOf(href: string, words: string): string | undefined {
  const shown = words.match(looksLikeAddress)?.[1];
  if (shown === undefined) return undefined;
  const { protocol, hostname, pathname } = new URL(href);
  const host = protocol === 'mailto:' ? pathname.slice(pathname.lastIndexOf('@') + 1) : hostname;
  const asHost = URL.canParse(`https://${shown}`) ? new URL(`https://${shown}`).hostname : shown.toLowerCase();
  const same = withoutWww(asHost) === withoutWww(host);
  return same && (!/(^|\.)xn--/.test(host) || shown.toLowerCase() === host) ? undefined : host;
}

const withoutWww = (host: string): string => host.replace(/^www\./, '').toLowerCase();

/** An address that stands in a text by itself ends before what ends the sentence, and at a bracket it did not open. */
export function endOfAddress(found: string): string {
  let end = found.length;
  let open = 0;
  for (const sign of found) open += sign === '(' ? 1 : sign === ')' ? -1 : 0;
  for (; end > 0; end--) {
    const last = found.charAt(end - 1);
    if (last === ')' && open < 0) open++;
    else if (!/[?!.,:;*_~'"\]]/.test(last)) break;
  }
  return found.slice(0, end);
}

/** `www.` alone is meant as a web address. */
export function bareLink(address: string): Link | undefined {
  const href = safeHref(/^www\./i.test(address) ? `https://${address}` : address);
  if (href === undefined) return undefined;
  const trueHost = trueHostOf(href, address);
  return { kind: 'link', href, children: [{ kind: 'text', text: address }], ...(trueHost && { trueHost }) };
}
