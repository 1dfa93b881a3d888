import { SECOND_MS } from '#platform/clock.ts';
import { ownCookie } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';

/** Cookies know no ports: the name alone keeps it apart from what a team's pages set on the same host. */
export const CONSOLE_COOKIE = 'wardroom-operator';

/** The cookie of a sign-in to the console; an empty token removes it. */
export const consoleCookie = (token: string, url: string): string =>
  ownCookie(CONSOLE_COOKIE, token, url, token === '' ? 0 : limits.operators.lifetimeMs / SECOND_MS);
