/** The cookie of a reporter: out of reach of scripts, and sent to the pages of the case alone. */

const NAME = 'wardroom-case';

const pathOf = (base: string): string => `${base}/security/case`;

/** Until the browser is closed; the server forgets it before. `base`: before the desk's addresses. */
export function reporterCookie(token: string, base: string, url: string): string {
  const cookie = `${NAME}=${token}; Path=${pathOf(base)}; HttpOnly; SameSite=Strict`;
  return url.startsWith('https:') ? `__Secure-${cookie}; Secure` : cookie;
}

export const noReporterCookie = (base: string, url: string): string => `${reporterCookie('', base, url)}; Max-Age=0`;

export const reporterTokenIn = (cookie = ''): string | undefined =>
  /(?:^|;\s*)(?:__Secure-)?wardroom-case=([\w-]{43})(?:;|$)/.exec(cookie)?.[1];
