import type { IncomingMessage, Server } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Problem } from '../problem.ts';
import type { Random } from '../random.ts';
import type { Units } from '../work.ts';
import { endWithProblem, problemOf, refuseConnection, sendProblem, sendRefusal } from './answer.ts';
import { callerOf } from './caller.ts';
import { type Credential, credentialOf, deviceIn, refuseForeignOrigin } from './credentials.ts';
import type { Dialect } from './dialect.ts';
import { apiDocument, type Narrowed } from './openapi.ts';
import { parseJson, reader } from './read.ts';
import {
  malformedJson,
  methodNotAllowed,
  noSuchRoute,
  notAllowed,
  notJson,
  signInNeeded,
  tooSlow,
} from './refusals.ts';
import type { AnyActor, Origin, Reply, Route } from './route.ts';
import { addSite, type Site } from './site.ts';

export { cookieCredential, deviceCookie, ownCookie, signInCookie, signInsIn } from './credentials.ts';
export type { Dialect } from './dialect.ts';
export { shuttingDown } from './refusals.ts';
export { type AnyActor, type Origin, type Reply, type Route, routesFor, routesOf } from './route.ts';
export { openSite, type Page, type Site } from './site.ts';

export interface HttpOptions<Actor extends AnyActor> {
  readonly routes: readonly Route[];
  readonly units: Units;
  readonly random: Random;
  readonly log: Log;
  /** The origin of our own pages. */
  readonly url: () => string;
  readonly authenticate: (token: string, origin: Origin) => Promise<Actor | undefined>;
  /** What a request presents; the sign-ins and tokens of teams unless given. */
  readonly presented?: (request: IncomingMessage) => Credential | undefined;
  /** Our own proxies, whose word is taken for where a call came from; none unless given. */
  readonly isProxy?: (address: string) => boolean;
  /** Why a known caller may not go on yet: something is still owed, a second factor for one. */
  readonly owed: (actor: Actor) => Problem | undefined;
  readonly allows: (actor: Actor, permission: string) => boolean;
  /** Why what the caller presents does not reach this route, or the stream, though the caller does; all of it may. */
  readonly beyond?: (actor: Actor, route: Route | 'stream') => Problem | undefined;
  /** The same for the API document. */
  readonly narrowed?: Narrowed;
  /** Keeps a note of a refused call; must not throw. */
  readonly refused: (actor: Actor | undefined, problem: Problem, origin: Origin) => void;
  readonly answered: (method: string, path: string, status: number, seconds: number) => void;
  /** The client's documents and assets. */
  readonly site?: Site | undefined;
  /** How long a request may take to arrive, and how often that is looked at; `limits.http` unless given. */
  readonly patience?: Patience;
  /** Takes over the connections of `GET path` that ask for a WebSocket, once the caller is known; without it, none. */
  readonly stream?: {
    readonly path: string;
    /** `stillSignedIn` asks again: for the moment after which a sign-out finds the connection by itself. */
    readonly accept: (
      actor: Actor,
      connection: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
      stillSignedIn: () => Promise<boolean>,
    ) => void;
  };
}

export type Patience = {
  readonly [Of in 'headerTimeoutMs' | 'requestTimeoutMs' | 'timeoutCheckMs']: number;
};

export interface HttpServer {
  /** Answers on the address; returns the port. */
  listen(host: string, port: number): Promise<number>;
  /** Stops accepting, finishes what was accepted, then resolves. */
  close(): Promise<void>;
}

const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

export function createHttpServer<Actor extends AnyActor>(options: HttpOptions<Actor>): HttpServer {
  const { headerTimeoutMs, requestTimeoutMs, timeoutCheckMs }: Patience = options.patience ?? limits.http;
  const fastify = Fastify({
    logger: false,
    bodyLimit: limits.http.bodyBytesMax,
    http: { headersTimeout: headerTimeoutMs, connectionsCheckingInterval: timeoutCheckMs },
    // Each route has its own, see `refuseSlowBody`: content may take longer than a request does.
    requestTimeout: 0,
    keepAliveTimeout: limits.http.keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: () => options.random.uuid(),
    routerOptions: { maxParamLength: 200 },
    exposeHeadRoutes: false,
    // For bad bytes where there is no request yet to answer through, and for requests that arrive too slowly.
    clientErrorHandler: refuseConnection,
  });
  const server: Server = fastify.server;
  server.maxConnections = limits.http.connectionsMax;

  answerAlike(fastify, options);
  const contents = new Set(options.routes.flatMap(({ spec }) => spec.content ?? []));
  contents.delete(MULTIPART);
  for (const content of contents) {
    fastify.addContentTypeParser(content, (_request, body, done) => done(null, body));
  }
  const document = JSON.stringify(apiDocument(options.routes, options.narrowed));
  fastify.get('/v1/openapi.json', (_request, reply) => reply.type('application/json').send(document));
  for (const route of options.routes) addRoute(fastify, { ...options, bodyMs: requestTimeoutMs }, route);
  if (options.site) addSite(fastify, options.site, options.random);

  const streams = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    streams.add(socket);
    socket.once('close', () => streams.delete(socket));
    socket.on('error', () => socket.destroy());
    void acceptStream(options, request, socket, head);
  });

  return {
    async listen(host, port) {
      await fastify.listen({ host, port });
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    async close() {
      const force = setTimeout(() => {
        server.closeAllConnections();
        for (const socket of streams) socket.destroy();
      }, limits.http.shutdownMs);
      // A connection that becomes idle only now, after its last answer, would be kept open for the next request.
      const sweep = setInterval(() => server.closeIdleConnections(), limits.http.sweepMs);
      await fastify.close();
      clearInterval(sweep);
      clearTimeout(force);
    },
  };
}

const MULTIPART = 'multipart/form-data';

/** What holds for every request: how it is read, the headers of its answer, and what becomes of a failure. */
function answerAlike<Actor extends AnyActor>(fastify: FastifyInstance, options: HttpOptions<Actor>): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch {
      done(malformedJson());
    }
  });
  const dialects = [...new Set(options.routes.flatMap(({ spec }) => spec.dialect ?? []))];
  for (const { mediaType } of dialects) {
    fastify.addContentTypeParser(mediaType, { parseAs: 'buffer' }, (request, body, done) => {
      if (dialectOf(request)?.mediaType !== mediaType) return done(notJson());
      try {
        done(null, parseJson(body as Buffer));
      } catch {
        done(malformedJson());
      }
    });
  }
  const formOf = ({ routeOptions }: FastifyRequest): Route['spec']['form'] =>
    (routeOptions.config as Pick<Route['spec'], 'form'>).form;
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => {
    const form = formOf(request);
    if (form === undefined || form === true) return done(form ? null : notJson());
    done(null, Object.fromEntries(new URLSearchParams(body.toString())));
  });
  // Of a form with files, which one route takes as it comes; of others not a byte is read.
  fastify.addContentTypeParser(MULTIPART, (request, body, done) => {
    const { content } = request.routeOptions.config as Pick<Route['spec'], 'content'>;
    if (content === MULTIPART) return done(null, body);
    done(formOf(request) === true ? null : notJson());
  });
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    reply.header('x-request-id', request.id);
    if (options.url().startsWith('https:')) reply.header('strict-transport-security', 'max-age=63072000');
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const path = request.routeOptions.url ?? '(none)';
    options.answered(request.method, path, reply.statusCode, reply.elapsedTime / 1000);
  });
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = noteProblem(options, error, (request as { [ACTOR]?: Actor })[ACTOR], originOf(request, options));
    const dialect = dialectOf(request) ?? dialects.find(({ below }) => request.url.startsWith(below));
    return dialect
      ? sendRefusal(reply, dialect.mediaType, problem, dialect.refusal(problem, request.id))
      : sendProblem(reply, problem, request.id);
  };
  fastify.setErrorHandler(answer);
  const addresses = options.routes.map(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`));
  fastify.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isKnown = addresses.some((address) => address.test(path));
    return answer(isKnown ? methodNotAllowed() : noSuchRoute(), request, reply);
  });
}

function addRoute<Actor extends AnyActor>(
  fastify: FastifyInstance,
  options: HttpOptions<Actor> & { readonly bodyMs: number },
  route: Route,
): void {
  const { method, path, spec, run } = route;
  const readParams = reader(spec.params, 'params', true);
  const readQuery = reader(spec.query, 'query', true);
  const readBody = reader(spec.body, 'body', false);
  const readHeaders = reader(spec.headers, 'headers', true);
  const named = Object.keys((spec.headers as { properties?: object } | undefined)?.properties ?? {});
  const status = spec.status ?? (spec.reply ? 200 : 204);
  fastify.route({
    method,
    url: path,
    config: { form: spec.form, content: spec.content, dialect: spec.dialect },
    ...(spec.reply ? { schema: { response: { [status]: spec.reply } } } : {}),
    onRequest: async (request, reply) => {
      reply.headers(spec.answers ?? {});
      if (spec.content === undefined) refuseSlowBody(request, options.bodyMs);
      else request.raw.setTimeout(limits.http.contentIdleMs);
    },
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const credential = (options.presented ?? credentialOf)(request.raw);
      if (spec.form !== 'elsewhere') refuseForeignOrigin(request.raw, credential, options.url());
      const actor = spec.dialect
        ? await clientOf(spec.dialect, credential, originOf(request, options))
        : spec.may === 'anyone'
          ? undefined
          : await actorOf(options, credential, route, request);
      const result = await run(options.units, {
        actor: actor as never,
        params: readParams(request.params) as never,
        query: readQuery(withoutTeam(request.query)) as never,
        body: readBody(spec.content === undefined ? bodyOf(request, spec) : undefined) as never,
        headers: readHeaders(spec.headers && headersOf(request, named)) as never,
        content: request.raw,
        origin: originOf(request, options),
      });
      if (spec.dialect) reply.type(spec.dialect.mediaType);
      if (isReply(result)) return sendReply(request, reply.code(result.status ?? status), result);
      reply.code(status);
      return reply.send(result);
    },
  });
}

/** The team in an address says whose cookie is meant (`credentials.ts`), to no route anything. */
const withoutTeam = (query: unknown): object => {
  const { team: _, ...rest } = query as Record<string, unknown>;
  return rest;
};

const ACTOR = Symbol('actor');

async function actorOf<Actor extends AnyActor>(
  options: HttpOptions<Actor>,
  credential: Credential | undefined,
  route: Route,
  request: FastifyRequest,
): Promise<Actor> {
  const permission = route.spec.may;
  const actor = credential && (await options.authenticate(credential.token, originOf(request, options)));
  if (!actor) throw signInNeeded();
  Object.assign(request, { [ACTOR]: actor });
  const owed = permission === 'signing-in' ? undefined : options.owed(actor);
  if (owed) throw owed;
  const isNamed = permission !== 'signing-in' && permission !== 'signed-in';
  if (isNamed && !options.allows(actor, permission)) throw notAllowed({ permission });
  const beyond = options.beyond?.(actor, route);
  if (beyond) throw beyond;
  return actor;
}

/** A browser's cookie opens no route of a dialect. */
async function clientOf(dialect: Dialect, credential: Credential | undefined, origin: Origin): Promise<AnyActor> {
  const client = credential?.by === 'bearer' ? await dialect.authenticate(credential.token, origin) : undefined;
  if (!client) throw signInNeeded();
  return client;
}

const dialectOf = (request: FastifyRequest): Dialect | undefined =>
  (request.routeOptions.config as { dialect?: Dialect } | undefined)?.dialect;

/** A body that one route takes as it comes is for any other no JSON. */
function bodyOf({ body }: FastifyRequest, spec: Route['spec']): unknown {
  if (body instanceof Readable) throw notJson();
  return spec.form === 'elsewhere' || spec.form === 'fields' ? fieldsOf(body, spec.body) : body;
}

/** Forms send fields along that nobody here asked for, such as the name of the button. */
const fieldsOf = (body: unknown, schema: Route['spec']['body']): object => {
  const named = Object.keys((schema as { properties?: object } | undefined)?.properties ?? {});
  return Object.fromEntries(Object.entries((body ?? {}) as object).filter(([name]) => named.includes(name)));
};

const headersOf = ({ headers }: FastifyRequest, named: readonly string[]): object =>
  Object.fromEntries(named.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

/** A caller who sends a byte a minute would hold a connection for ever. */
function refuseSlowBody(request: FastifyRequest, bodyMs: number): void {
  const { headers, socket } = request.raw;
  if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0)) return;
  const late = setTimeout(() => endWithProblem(socket, tooSlow(), request.id), bodyMs);
  request.raw.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late));
}

function sendReply(request: FastifyRequest, reply: FastifyReply, { headers, body }: Reply<unknown>): FastifyReply {
  // Who takes nothing for a while would hold what is to be sent in memory.
  if (body instanceof Readable) request.raw.setTimeout(limits.http.contentIdleMs);
  // Several cookies are several headers.
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return reply.send(body);
}

const isReply = (result: unknown): result is Reply<unknown> =>
  typeof result === 'object' && result !== null && 'headers' in result && 'body' in result;

const noProxy = (): boolean => false;

const originOf = (request: FastifyRequest, { isProxy = noProxy }: Pick<HttpOptions<AnyActor>, 'isProxy'>): Origin => ({
  requestId: request.id,
  ip: callerOf(request.raw, isProxy),
  userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
  device: deviceIn(request.headers.cookie),
});

async function acceptStream<Actor extends AnyActor>(
  options: HttpOptions<Actor>,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const origin = {
    requestId: options.random.uuid(),
    ip: callerOf(request, options.isProxy ?? noProxy),
    userAgent: request.headers['user-agent'] ?? '',
  };
  let caller: Actor | undefined;
  try {
    const { stream } = options;
    if (!stream || request.url?.split('?')[0] !== stream.path) throw noSuchRoute();
    const credential = (options.presented ?? credentialOf)(request);
    refuseForeignOrigin(request, credential, options.url());
    const actor = credential && (await options.authenticate(credential.token, origin));
    if (!actor) throw signInNeeded();
    caller = actor;
    const refusal = options.owed(actor) ?? options.beyond?.(actor, 'stream');
    if (refusal) throw refusal;
    const stillSignedIn = async (): Promise<boolean> => {
      const again = await options.authenticate(credential.token, origin);
      return again !== undefined && options.owed(again) === undefined;
    };
    stream.accept(actor, { request, socket, head }, stillSignedIn);
  } catch (error) {
    const problem = noteProblem(options, error, caller, origin);
    endWithProblem(socket, problem, origin.requestId);
  }
}

/**
 * Faults go to the log in full, refusals to the access log; what is answered is the problem alone. What is not offered
 * (501) is no fault.
 */
function noteProblem<Actor extends AnyActor>(
  options: HttpOptions<Actor>,
  error: unknown,
  actor: Actor | undefined,
  origin: Origin,
): Problem {
  const problem = problemOf(error);
  if (problem.status >= 500 && problem.status !== 501)
    options.log.error({ err: error, requestId: origin.requestId }, 'A request failed');
  if (problem.status === 401 || problem.status === 403) options.refused(actor, problem, origin);
  return problem;
}
