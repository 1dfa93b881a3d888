/** One door to the server's HTTP API, typed by `contract/`. What it refuses is one kind of error, no answer another. */
import type { ProblemDocument } from '#contract/problem.ts';
import type { Asked, Reply, RouteName } from './routes.ts';

export type { Asked, Reply, RouteName } from './routes.ts';

/** The server said no, or failed (RFC 9457). `title` is fit to be shown: what happened and what to do. */
export class Refusal extends Error {
  /** Such as `messages/too-long`; empty when what answered was not our server. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** To quote when the operator is asked. */
  readonly reference: string;
  /** What the refusal says beside its title, such as a limit in bytes. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(status: number, document: Partial<ProblemDocument>) {
    const { type = '', title = `The server answered ${status}.`, status: _, instance = '', ...detail } = document;
    super(title);
    this.name = 'Refusal';
    this.code = type.replace('urn:wardroom:problem:', '');
    this.status = status;
    this.title = title;
    this.reference = instance;
    this.detail = detail;
  }

  /** The same request may succeed later: the server is busy, or failed. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/** No answer came: there is no network, the server is away, or the time was up. Whether it was done is not known. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The server did not answer.', { cause });
    this.name = 'Unreachable';
  }
}

export interface Api {
  /**
   * `call('GET /v1/channels/:channel/messages', { params: { channel }, query: { before } })`. Throws `Refusal` or
   * `Unreachable`; an abort throws the signal's reason.
   */
  call<Name extends RouteName>(
    route: Name,
    ...asked: object extends Asked<Name> ? [(Asked<Name> & Options)?] : [Asked<Name> & Options]
  ): Promise<Reply<Name>>;
  /** The address of an image or a download, which the browser asks for by itself and cannot add a header to. */
  href(path: string): string;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

interface Means {
  /** The team's id, `T…`, once it is known: whoever is signed in to one team only needs none. */
  readonly team?: () => string | undefined;
  readonly origin?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once, with the first answer of 401, or when a second factor is owed. */
  readonly onSignedOut?: () => void;
  /** Asks who sits here to prove it once more; false when that was given up. */
  readonly onProofNeeded?: () => Promise<boolean>;
  /** A request without an answer is given up after so long. */
  readonly patienceMs?: number;
}

const patienceMsDefault = 30_000;

export function createApi(means: Means = {}): Api {
  const {
    team = () => undefined,
    origin = '',
    fetch = globalThis.fetch.bind(globalThis),
    patienceMs = patienceMsDefault,
  } = means;
  let isSignedIn = true;
  const send = async (route: string, { params = {}, query = {}, body, content, signal }: Loose): Promise<unknown> => {
    const [method = '', path = ''] = route.split(' ');
    const patience = AbortSignal.timeout(patienceMs);
    const id = team();
    const headers = {
      ...(id === undefined ? {} : { 'wardroom-team': id }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...means.headers,
    };
    try {
      const response = await fetch(origin + filled(path, params) + asQuery(query), {
        method,
        headers,
        signal: signal ? AbortSignal.any([signal, patience]) : patience,
        body: content ?? (body === undefined ? null : JSON.stringify(body)),
      });
      const text = await response.text();
      if (response.ok) return text === '' ? undefined : JSON.parse(text);
      const refusal = new Refusal(response.status, problemIn(text));
      if (isSignedIn && (response.status === 401 || refusal.code.startsWith('two-factor/'))) {
        isSignedIn = false;
        means.onSignedOut?.();
      }
      throw refusal;
    } catch (fault) {
      if (fault instanceof Refusal) throw fault;
      signal?.throwIfAborted();
      throw new Unreachable(fault);
    }
  };
  /** A dangerous act is repeated, once, after its holder has proven who it is. */
  const sendProven = async (route: string, asked: Loose): Promise<unknown> => {
    try {
      return await send(route, asked);
    } catch (fault) {
      const isNeeded = fault instanceof Refusal && fault.code === 'access/proof-needed';
      if (!isNeeded || !(await means.onProofNeeded?.())) throw fault;
      return await send(route, asked);
    }
  };
  return {
    call: ((route: string, asked: Loose = {}) => sendProven(route, asked)) as Api['call'],
    href(path) {
      const id = team();
      return origin + path + (id === undefined ? '' : `${path.includes('?') ? '&' : '?'}team=${id}`);
    },
  };
}

interface Loose extends Options {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly content?: Blob;
}

const filled = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

function asQuery(query: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined);
  return said.length === 0 ? '' : `?${new URLSearchParams(said.map(([key, value]) => [key, String(value)]))}`;
}

/** What stands between us and the server may answer with a page of its own. */
export function problemIn(text: string): Partial<ProblemDocument> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
