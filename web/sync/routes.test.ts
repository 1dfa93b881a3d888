import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createTestApp } from '../../tests/app.ts';

test('the client asks for nothing that the server does not declare', async () => {
  const app = await createTestApp();
  const names = readFileSync(new URL('routes.ts', import.meta.url), 'utf8').matchAll(/^ {2}'([A-Z]+) (\/v1\/\S+)'/gm);
  const { body } = await app.call().get('/v1/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  const missing = [...names].filter(([, method = '', path = '']) => {
    const declared = paths[path.replace(/:(\w+)/g, '{$1}')];
    return declared?.[method.toLowerCase()] === undefined;
  });
  assert.deepEqual(
    missing.map(([, method, path]) => `${method} ${path}`),
    [],
  );
});
