/**
 * OpenID Connect: the authorization code flow with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 1.0). The danger: an
 * answer of somebody else's sign-in, or of another provider, that is taken for this one's (RFC 9700). The principle:
 * the state is judged before this is called; here the issuer, the audience, the nonce, the times and the signature are,
 * and each provider has an address of its own to come back to. The boundary: what the person did at the provider.
 */
import { createHash } from 'node:crypto';
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import type { OidcFault } from '#contract/sign-in-refusals.ts';
import type { OidcSettings } from '#contract/sso.ts';
import type { Egress } from '#platform/egress/egress.ts';
import { Problem } from '#platform/problem.ts';
import { throughEgress } from './through-egress.ts';

/** A provider at which the team has registered this server. */
export interface OidcProvider {
  readonly settings: OidcSettings;
  readonly secret: string;
  readonly redirectUri: string;
}

/** What ties an answer to the browser that asked: only who holds both texts can use the code. */
export interface OidcRequest {
  readonly state: string;
  /** Known to the browser alone. */
  readonly browser: string;
}

export type Claims = Readonly<Record<string, unknown>>;

const derived = (purpose: string, { state, browser }: OidcRequest): string =>
  createHash('sha256').update(`${purpose} ${browser} ${state}`).digest('base64url');
const verifierOf = (request: OidcRequest): string => derived('pkce', request);
const nonceOf = (request: OidcRequest): string => derived('nonce', request);

/** Where to send the browser. Throws a problem of `egress/`, or `OidcRefusal` for a bad discovery document. */
export async function locationOf(egress: Egress, provider: OidcProvider, request: OidcRequest): Promise<string> {
  const config = await known(() => configurationOf(egress, provider));
  const { settings, redirectUri } = provider;
  const [onlyDomain, another] = settings.hostedDomains;
  return buildAuthorizationUrl(config, {
    scope: settings.scope ?? 'openid email profile',
    redirect_uri: redirectUri,
    state: request.state,
    nonce: nonceOf(request),
    code_challenge: createHash('sha256').update(verifierOf(request)).digest('base64url'),
    code_challenge_method: 'S256',
    ...(onlyDomain && !another ? { hd: onlyDomain } : {}),
  }).href;
}

/**
 * What the provider says of the person, for the query with which the browser came back. Throws `OidcRefusal`, or a
 * problem of `egress/` where the provider cannot be reached.
 */
export const claimsOf = (
  egress: Egress,
  provider: OidcProvider,
  request: OidcRequest,
  response: string,
): Promise<Claims> =>
  known(async () => {
    const config = await configurationOf(egress, provider);
    const back = new URL(provider.redirectUri);
    back.search = response;
    const tokens = await authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifierOf(request),
      expectedState: request.state,
      expectedNonce: nonceOf(request),
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new OidcRefusal('malformed');
    if (claims.email !== undefined || !config.serverMetadata().userinfo_endpoint) return claims;
    // What the token says of itself, and not what is asked for afterwards, decides about organisations and times.
    return { ...(await fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
  });

async function configurationOf(egress: Egress, { settings, secret }: OidcProvider): Promise<Configuration> {
  const options = { [customFetch]: throughEgress(egress), execute: [enableNonRepudiationChecks] };
  const config = await discovery(new URL(settings.issuer), settings.clientId, undefined, provingBy(secret), options);
  // The library lets a provider speak for many organisations under one address; here it is one or none.
  if (config.serverMetadata().issuer.replace(/\/$/, '') !== settings.issuer.replace(/\/$/, ''))
    throw new OidcRefusal('wrong-issuer');
  return config;
}

/** In the body where the provider takes it there; otherwise as it must take it (OpenID Connect Discovery 1.0). */
function provingBy(secret: string): ClientAuth {
  const [inBody, inHeader] = [ClientSecretPost(secret), ClientSecretBasic(secret)];
  return (server, client, body, headers) => {
    const isInBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post');
    return (isInBody ? inBody : inHeader)(server, client, body, headers);
  };
}

/** An answer that is not taken; the fault is for the access log, the message for who tests the provider. */
export class OidcRefusal extends Error {
  readonly fault: OidcFault;
  constructor(fault: OidcFault, cause?: unknown) {
    super(cause instanceof Error ? messagesOf(cause).join(': ') : fault, { cause });
    this.fault = fault;
  }
}

async function known<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const unreachable = causesOf(error).find((cause) => cause instanceof Problem);
    if (unreachable) throw unreachable;
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    throw new OidcRefusal(fault, error);
  }
}

const CLAIMS: Readonly<Record<string, OidcFault>> = {
  iss: 'wrong-issuer',
  aud: 'wrong-audience',
  azp: 'wrong-audience',
  nonce: 'wrong-nonce',
};

/** Undefined for what is no fault of the answer. */
function faultOf(error: unknown): OidcFault | undefined {
  if (error instanceof OidcRefusal) return error.fault;
  if (error instanceof AuthorizationResponseError) return 'declined';
  if (error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError) return 'code-refused';
  if (!(error instanceof ClientError)) return undefined;
  if (error.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return 'expired';
  if (error.code === 'OAUTH_KEY_SELECTION_FAILED') return 'bad-signature';
  for (const cause of causesOf(error)) {
    const { claim, attribute } = cause as { claim?: string; attribute?: string };
    const fault = CLAIMS[claim ?? ''];
    if (fault) return fault;
    if (attribute === 'issuer') return 'wrong-issuer';
  }
  const said = messagesOf(error).join(' ');
  if (/signature|"alg"/.test(said)) return 'bad-signature';
  return said.includes('"iss"') ? 'wrong-issuer' : 'malformed';
}

const causesMax = 6;

/** The error and what it was caused by, outermost first. */
function causesOf(error: unknown): object[] {
  const causes: object[] = [];
  for (let at = error; typeof at === 'object' && at !== null && causes.length < causesMax; at = (at as Error).cause)
    causes.push(at);
  return causes;
}

const messagesOf = (error: unknown): string[] =>
  causesOf(error).flatMap((cause) => (cause instanceof Error ? [cause.message] : []));
