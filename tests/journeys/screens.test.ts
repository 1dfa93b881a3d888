/** The ways in and the conversations, looked at one after the other; and the list of all screens has every address. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lookAt } from '../screens/looks.ts';
import { screens, shares } from '../screens/screens.ts';
import { root } from '../source.ts';

await lookAt(shares.conversations);

test('every address of the client has its screen in the list', () => {
  const shown = new Set(screens.map(({ route }) => route));
  const table = readFileSync(join(root, 'web/shell/screens.tsx'), 'utf8');
  const routes = [...table.matchAll(/(?:\[|path=)['"](\/[^'"]*)['"]/g)].map(([, path = '']) => path);
  const addresses = readFileSync(join(root, 'web/entrance/addresses.ts'), 'utf8');
  const pages = [...addresses.matchAll(/path === '([^']+)'/g)].map(([, path = '']) => path);
  const atTeam = /\(((?:[\w-]+\|)+[\w-]+)\)/.exec(addresses)?.[1]?.split('|') ?? [];
  assert.ok(routes.length > 12 && pages.length === 2 && atTeam.length > 7, 'the tables are read');
  assert.deepEqual(
    [...routes, ...pages, ...atTeam, 'sso'].filter((one) => !shown.has(one)),
    [],
  );
});
