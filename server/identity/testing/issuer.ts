/** A provider of OpenID Connect on loopback that says whatever a test wants, true or false. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemClock } from '#platform/clock.ts';
import { openWeb } from '#platform/testing/web.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/** How the answer differs from what it should be. */
export interface Twist {
  /** Claims of the ID token, over those that are right; undefined takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly alg?: 'none' | 'strange key';
  /** The parameters with which the browser comes back, over those that are right. */
  readonly back?: Readonly<Record<string, string>>;
}

export interface Issuer {
  readonly issuer: string;
  readonly port: number;
  readonly asked: string[];
  /** What this provider is told when the browser comes; gives the query with which the browser goes back. */
  answer(location: string, person: Readonly<Record<string, unknown>>, twist?: Twist): string;
}

export const CLIENT = { clientId: 'wardroom', secret: 'a secret between two servers' };

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function tokenOf(claims: object, alg: Twist['alg']): string {
  if (alg === 'none') return `${part({ alg: 'none' })}.${part(claims)}.`;
  const signed = `${part({ alg: 'RS256', kid: 'one' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), alg === 'strange key' ? stranger : privateKey);
  return `${signed}.${signature.toString('base64url')}`;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  for await (const one of request) parts.push(one as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

/** As `good.example`, or by another name of the test certificate. */
export async function openIssuer(name = 'good.example'): Promise<Issuer> {
  const codes = new Map<string, { readonly challenge: string; readonly redirectUri: string; readonly token: string }>();
  let issuer = '';
  const reply = (response: ServerResponse, status: number, body: object): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  const redeem = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = await readForm(request);
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isClient = form.get('client_id') === CLIENT.clientId && form.get('client_secret') === CLIENT.secret;
    if (!isClient) return reply(response, 401, { error: 'invalid_client' });
    if (!code || code.challenge !== challenge || code.redirectUri !== form.get('redirect_uri'))
      return reply(response, 400, { error: 'invalid_grant' });
    reply(response, 200, { access_token: 'unused', token_type: 'Bearer', id_token: code.token });
  };
  const web = await openWeb((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/token') return void redeem(request, response);
    if (path === '/keys')
      return reply(response, 200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] });
    if (path !== '/.well-known/openid-configuration') return reply(response, 404, {});
    reply(response, 200, {
      ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
      ...{ jwks_uri: `${issuer}/keys`, response_types_supported: ['code'], subject_types_supported: ['public'] },
      id_token_signing_alg_values_supported: ['RS256', 'none'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      authorization_response_iss_parameter_supported: true,
    });
  }, 'valid');
  issuer = `https://${name}:${web.port}`;
  return {
    issuer,
    port: web.port,
    asked: web.asked,
    answer(location, person, { claims = {}, alg, back = {} } = {}) {
      const { searchParams: asked, origin } = new URL(location);
      assert.equal(origin, issuer);
      const [nowSeconds, code] = [
        Math.floor(systemClock().getTime() / 1_000),
        `code-${codes.size}-${asked.get('state')}`,
      ];
      const right = { iss: issuer, aud: CLIENT.clientId, iat: nowSeconds, exp: nowSeconds + 300 };
      const token = tokenOf({ ...right, nonce: asked.get('nonce'), ...person, ...claims }, alg);
      assert.equal(asked.get('code_challenge_method'), 'S256');
      codes.set(code, {
        challenge: asked.get('code_challenge') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
        token,
      });
      return `?${new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer, ...back })}`;
    },
  };
}
