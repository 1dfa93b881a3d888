import type { TSchema } from 'typebox';
import { ProblemDocument } from '#contract/problem.ts';
import type { Route } from './route.ts';

/** Credentials that were made for some routes alone: what each scope reaches, and which one a route needs. */
export interface Narrowed {
  readonly scopes: Readonly<Record<string, string>>;
  /** `any`: every such credential will do. `none`: none will. */
  readonly neededFor: (route: Route) => string;
}

/** The API document (OpenAPI 3.1), from the very schemas that the router checks with. */
export function apiDocument(routes: readonly Route[], narrowed?: Narrowed): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, narrowed) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Wardroom', version: '1', description: 'Every refusal is a problem document (RFC 9457).' },
    components: {
      schemas: { Problem: ProblemDocument },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, ...(narrowed ? schemesFor(narrowed) : {}) },
    },
    paths,
  };
}

const schemesFor = ({ scopes }: Narrowed): object => ({
  device: { type: 'http', scheme: 'bearer', description: 'A signed-in device.' },
  token: {
    ...{ type: 'http', scheme: 'bearer' },
    description: [
      'An API token that has the scope which is named at the route; where none is named, any will do.',
      ...Object.entries(scopes).map(([scope, says]) => `- \`${scope}\`: ${says}`),
    ].join('\n'),
  },
});

/** Any one of them is enough. */
function securityFor(route: Route, narrowed: Narrowed | undefined): object[] {
  if (!narrowed || route.spec.may === 'client') return [{ bearer: [] }];
  const needed = narrowed.neededFor(route);
  if (needed === 'none') return [{ device: [] }];
  return [{ device: [] }, { token: needed === 'any' ? [] : [needed] }];
}

function operationOf(route: Route, narrowed: Narrowed | undefined): object {
  const { spec, method } = route;
  const mediaType = spec.dialect?.mediaType ?? 'application/json';
  const status = spec.status ?? (spec.reply ? 200 : 204);
  return {
    summary: spec.says,
    description: `Who may call: ${spec.may}.`,
    ...(spec.may === 'anyone' ? {} : { security: securityFor(route, narrowed) }),
    parameters: [
      ...parametersOf(spec.params, 'path'),
      ...parametersOf(spec.query, 'query'),
      ...parametersOf(spec.headers, 'header'),
    ],
    ...(spec.content === undefined ? {} : { requestBody: { required: true, content: { [spec.content]: {} } } }),
    ...(spec.body && method !== 'GET'
      ? { requestBody: { required: true, content: { [mediaType]: { schema: spec.body } } } }
      : {}),
    responses: {
      [status]: spec.reply
        ? { description: 'Done.', content: { [mediaType]: { schema: spec.reply } } }
        : { description: 'Done.' },
      default: {
        description: 'Refused.',
        content: spec.dialect
          ? { [mediaType]: {} }
          : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query' | 'header'): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: of,
  }));
}
