import type { IncomingMessage } from 'node:http';
import { ownCookieIn } from '../cookies.ts';
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

const DEVICE = 'wardroom-device';
const DEVICE_SECONDS = 400 * 24 * 60 * 60;

/** By this a browser is known again, whoever signs in on it; it opens nothing. As long as browsers keep a cookie. */
export const deviceCookie = (secret: string, url: string): string => ownCookie(DEVICE, secret, url, DEVICE_SECONDS);

export function deviceIn(cookie: string | undefined): string | undefined {
  const secret = ownCookieIn(cookie, DEVICE);
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : undefined;
}

/** Takes this one cookie for a credential, and nothing else: no header, and no cookie of another name. */
export const cookieCredential =
  (name: string) =>
  ({ headers }: IncomingMessage): Credential | undefined => {
    const token = ownCookieIn(headers.cookie, name);
    return token ? { token, by: 'cookie' } : undefined;
  };

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
