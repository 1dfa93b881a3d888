import type { TSchema } from 'typebox';
import { ProblemDocument } from '#contract/problem.ts';
import type { Route } from './route.ts';

/** The API document (OpenAPI 3.1), from the very schemas that the router checks with. */
export function apiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Wardroom', version: '1', description: 'Every refusal is a problem document (RFC 9457).' },
    components: {
      schemas: { Problem: ProblemDocument },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
    paths,
  };
}

function operationOf({ spec, method }: Route): object {
  const status = spec.status ?? (spec.reply ? 200 : 204);
  return {
    summary: spec.says,
    description: `Who may call: ${spec.may}.`,
    ...(spec.may === 'anyone' ? {} : { security: [{ bearer: [] }] }),
    parameters: [
      ...parametersOf(spec.params, 'path'),
      ...parametersOf(spec.query, 'query'),
      ...parametersOf(spec.headers, 'header'),
    ],
    ...(spec.content === undefined ? {} : { requestBody: { required: true, content: { [spec.content]: {} } } }),
    ...(spec.body && method !== 'GET'
      ? { requestBody: { required: true, content: { 'application/json': { schema: spec.body } } } }
      : {}),
    responses: {
      [status]: spec.reply
        ? { description: 'Done.', content: { 'application/json': { schema: spec.reply } } }
        : { description: 'Done.' },
      default: {
        description: 'Refused.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
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
