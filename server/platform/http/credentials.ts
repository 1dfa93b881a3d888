import type { IncomingMessage } from 'node:http';
import { foreignOrigin } from './refusals.ts';

/** What the caller presented to prove who it is. */
export interface Credential {
  readonly token: string;
  readonly by: 'bearer' | 'cookie';
}

const COOKIE = /(?:^|;\s*)(?:__Host-)?wardroom-(T[0-9A-Z]{26})=([^;\s]+)/g;

/**
 * The credential of a request: `Authorization: Bearer …`, or a cookie of a browser. A browser may hold several
 * sign-ins side by side, one cookie a team; `Wardroom-Team` (or `?team=` where no header can be set) says which.
 */
export function credentialOf(request: IncomingMessage): Credential | undefined {
  const bearer = /^Bearer ([\w.~+/=-]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return { token: bearer, by: 'bearer' };
  const cookies = signInsIn(request.headers.cookie);
  const asked = request.headers['wardroom-team'] ?? new URLSearchParams(request.url?.split('?')[1]).get('team');
  const token =
    typeof asked === 'string' ? cookies.get(asked) : cookies.size === 1 ? [...cookies.values()][0] : undefined;
  return token ? { token, by: 'cookie' } : undefined;
}

/** The tokens in a `Cookie` header by the public id of their team; whether they are valid is another question. */
export const signInsIn = (cookie = ''): ReadonlyMap<string, string> =>
  new Map([...cookie.matchAll(COOKIE)].map(([, team = '', token = '']) => [team, token]));

/**
 * The cookie that holds a sign-in: out of reach of scripts, sent to this host only, and only from our own pages.
 * `__Host-` needs TLS, which loopback does without.
 */
export function signInCookie(team: string, token: string, url: string, maxAgeSeconds: number): string {
  return ownCookie(`wardroom-${team}`, token, url, maxAgeSeconds);
}

/** A cookie for this host alone, sent from our own pages alone, which no script reads. */
export function ownCookie(name: string, value: string, url: string, maxAgeSeconds: number): string {
  const secure = url.startsWith('https:');
  const cookie = `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
  return secure ? `__Host-${cookie}; Secure` : cookie;
}

/** The value of one of our own cookies in a `Cookie` header. */
export const ownCookieIn = (cookie: string | undefined, name: string): string | undefined =>
  cookie
    ?.split(';')
    .map((part) => part.trim().replace(/^__Host-/, ''))
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site requests carry our cookie only if a browser errs; they always carry their origin. A cookie is accepted
 * for a change, or for a socket, only with the origin of our own pages. Tokens in a header cannot be sent by a
 * foreign page and need no origin.
 */
export function refuseForeignOrigin(request: IncomingMessage, credential: Credential | undefined, url: string): void {
  const isSocket = request.headers.upgrade !== undefined;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== url && (isSocket || !SAFE.has(request.method ?? ''))) throw foreignOrigin();
  if (credential?.by === 'cookie' && origin === undefined && (isSocket || !SAFE.has(request.method ?? '')))
    throw foreignOrigin();
}
