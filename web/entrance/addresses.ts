/** Addresses of the entrance, and names that are made of what was typed. */

export type Place =
  | { readonly page: 'choose' | 'setup' }
  | {
      readonly page: 'signin' | 'finish' | 'keep-factor' | 'invite' | 'claim' | 'email' | 'reset' | 'join';
      readonly slug: string;
    }
  | { readonly page: 'sso'; readonly slug: string; readonly provider: string }
  | undefined;

/** The page behind a path; undefined for one that is none of the entrance. */
export function placeAt(path: string): Place {
  if (path === '/') return { page: 'choose' };
  if (path === '/setup') return { page: 'setup' };
  const back = /^\/t\/([a-z0-9-]{1,40})\/sso\/(X[0-9A-Z]{26})$/.exec(path);
  if (back) return { page: 'sso', slug: back[1] ?? '', provider: back[2] ?? '' };
  const [, slug, page] =
    /^\/t\/([a-z0-9-]{1,40})\/(signin|finish|keep-factor|invite|claim|email|reset|join)$/.exec(path) ?? [];
  return slug === undefined ? undefined : { page: page as 'signin', slug };
}

/**
 * Where a sign-in leads that was asked to come back: a path of this team, or undefined. Nothing else is followed, so
 * that a link cannot lead somebody who has just typed a password to another site or another team.
 */
export function ownPath(to: string | null, slug: string): string | undefined {
  if (to === null || !to.startsWith(`/t/${slug}`) || /[\\\p{Cc}]/u.test(to)) return undefined;
  const { origin, pathname, search, hash } = new URL(to, 'http://own.invalid');
  const isOwn = origin === 'http://own.invalid' && (pathname === `/t/${slug}` || pathname.startsWith(`/t/${slug}/`));
  return isOwn && pathname !== `/t/${slug}/signin` ? pathname + search + hash : undefined;
}

const letters = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();

/** `Kestrel & Söhne` → `kestrel-sohne`; empty when nothing of it can stand in an address. */
export const slugFrom = (name: string): string =>
  letters(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');

export const isSlug = (text: string): boolean => /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(text);

/** `Mei Tan` → `mei.tan`; empty when nothing of it can stand in a short name. */
export const handleFrom = (name: string): string =>
  letters(name)
    .replaceAll(/[^a-z0-9]+/g, '.')
    .slice(0, 32)
    .replaceAll(/^\.+|\.+$/g, '');
