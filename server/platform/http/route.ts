import type { Readable } from 'node:stream';
import type { Static, StaticDecode, TSchema } from 'typebox';
import type { Units, Work } from '../work.ts';
import type { Dialect } from './dialect.ts';

export type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Path = `${Method} /${string}`;

/** Where a call came from, for the access log; never trusted for a decision. */
export interface Origin {
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
  /** The secret by which a browser is known again. */
  readonly device?: string | undefined;
}

/** The least that the platform must know of who calls: whose rows the unit of work may touch. */
export interface AnyActor {
  readonly team: import('#contract/ids.ts').TeamId;
}

export interface Call<Actor, Params, Query, Body, Headers = undefined> {
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Those that the route declares. */
  readonly headers: Headers;
  /** The unread body where the route takes a `content`; breaks off with an error when the caller goes away. */
  readonly content: Readable;
  readonly origin: Origin;
}

type Decoded<Schema> = Schema extends TSchema ? StaticDecode<Schema> : undefined;
// biome-ignore lint/suspicious/noConfusingVoidType: a rule without a result returns nothing.
type Encoded<Schema> = Schema extends TSchema ? Static<Schema> : void;

interface Spec<May, P, Q, B, R, H = TSchema | undefined> {
  /**
   * Who may call: a permission, any signed-in member, also one who still owes a proof (`signing-in`), or anyone at all.
   * The last two are listed in `tests/permissions.test.ts`. `client`: whom the route's dialect knows, and nobody else.
   */
  readonly may: May | 'signed-in' | 'signing-in' | 'anyone' | 'client';
  /** The protocol that is spoken there instead of the house's own. */
  readonly dialect?: Dialect;
  /** What a credential of narrower rights must have been given for it; else what belongs to `may`. */
  readonly scope?: string;
  /** What it does, in one sentence; stands in the API document. */
  readonly says: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly reply?: R;
  /** Headers of the request that matter to the route, in lower case. */
  readonly headers?: H;
  /** The media type of a body that is handed on unread, of whatever length and as slowly as it comes. */
  readonly content?: string;
  /** Headers of every answer, refusals too. */
  readonly answers?: Readonly<Record<string, string>>;
  /**
   * Also takes what a form or a mail program's one click sends (RFC 8058); what it says is not read. `fields`: the
   * fields of a form on our own pages are the body. `elsewhere`: the same, whichever site it comes from; that it comes
   * through a browser then proves nothing at all.
   */
  readonly form?: true | 'fields' | 'elsewhere';
  /** Status of success; default 200, or 204 without a reply. */
  readonly status?: number;
}

/** A reply whose headers matter (cookies) or whose body is a stream. */
export interface Reply<Body> {
  /** Other than the route's own. */
  readonly status?: number;
  readonly body: Body | Readable | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** A declared route, its types forgotten; the router and the API document read it. */
export interface Route<May = string> {
  readonly method: Method;
  readonly path: string;
  readonly spec: Spec<May, TSchema | undefined, TSchema | undefined, TSchema | undefined, TSchema | undefined>;
  readonly run: (units: Units, call: Call<never, never, never, never>) => Promise<unknown>;
}

/**
 * The two ways to declare a route, for one vocabulary of permissions and one kind of actor.
 *
 * `route` opens the unit of work for the caller's team: refusals roll back. `longRoute` gets the units instead and
 * opens them itself, because hashing, mail or grouping happens between them; `may: 'anyone'` has no actor and is
 * possible only there. A GET must not change anything.
 */
export function routesFor<May extends string, Actor extends AnyActor, Scope extends string = never>() {
  return {
    route<
      P extends TSchema | undefined = undefined,
      Q extends TSchema | undefined = undefined,
      B extends TSchema | undefined = undefined,
      R extends TSchema | undefined = undefined,
    >(
      path: Path,
      spec: Spec<May, P, Q, B, R> & { readonly may: May | 'signed-in' | 'signing-in'; readonly scope?: Scope },
      run: (work: Work, call: Call<Actor, Decoded<P>, Decoded<Q>, Decoded<B>>) => Promise<Encoded<R>>,
    ): Route<May> {
      return declare(path, spec, (units: Units, call: Call<Actor, Decoded<P>, Decoded<Q>, Decoded<B>>) =>
        units.open({ team: call.actor.team }, (work) => run(work, call)),
      );
    },

    longRoute<
      P extends TSchema | undefined = undefined,
      Q extends TSchema | undefined = undefined,
      B extends TSchema | undefined = undefined,
      R extends TSchema | undefined = undefined,
      H extends TSchema | undefined = undefined,
      Who extends May | 'signed-in' | 'signing-in' | 'anyone' = May | 'signed-in' | 'signing-in' | 'anyone',
    >(
      path: Path,
      spec: Spec<May, P, Q, B, R, H> & { readonly may: Who; readonly scope?: Scope },
      run: (
        units: Units,
        call: Call<Who extends 'anyone' ? undefined : Actor, Decoded<P>, Decoded<Q>, Decoded<B>, Decoded<H>>,
      ) => Promise<Encoded<R> | Reply<Encoded<R>>>,
    ): Route<May> {
      return declare(path, spec, run);
    },
  };
}

/** Declares routes of a dialect, for its callers alone; like `longRoute`, the rule opens its units itself. */
export function routesOf<Caller extends AnyActor>(dialect: Dialect<Caller>) {
  return function route<
    P extends TSchema | undefined = undefined,
    Q extends TSchema | undefined = undefined,
    B extends TSchema | undefined = undefined,
    R extends TSchema | undefined = undefined,
  >(
    path: Path,
    spec: Omit<Spec<never, P, Q, B, R>, 'may' | 'dialect'>,
    run: (
      units: Units,
      call: Call<Caller, Decoded<P>, Decoded<Q>, Decoded<B>>,
    ) => Promise<Encoded<R> | Reply<Encoded<R>>>,
  ): Route<never> {
    return declare(path, { ...spec, may: 'client', dialect }, run);
  };
}

// The caller's types hold between a spec and its own `run`; the list of routes forgets them.
function declare<May, Run>(path: Path, spec: unknown, run: Run): Route<May> {
  const [method, pattern] = path.split(' ') as [Method, string];
  return { method, path: pattern, spec: spec as Route<May>['spec'], run: run as unknown as Route<May>['run'] };
}
