import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleFrom, isSlug, ownPath, placeAt, slugFrom } from './addresses.ts';

test('a sign-in leads back to paths of its own team, with all that stands in them', () => {
  for (const to of ['/t/acme', '/t/acme/', '/t/acme/c/C1?thread=2#x', '/t/acme/email#wre_1']) {
    assert.equal(ownPath(to, 'acme'), to);
  }
});

test('a sign-in leads nowhere else', () => {
  const others = [
    null,
    '',
    '/',
    'https://evil.example/t/acme/',
    '//evil.example/t/acme/',
    '/\\evil.example',
    '/t/acme/\\evil.example',
    '/t/acme\\..\\..',
    '/t/acme/../other/c/C1',
    '/t/acme/%2e%2e/other',
    '/t/acmes/c/C1',
    '/t/other/c/C1',
    '/t/acme/signin?to=/t/acme/signin',
    '/t/ac\nme/',
    'javascript:alert(1)',
    'data:text/html,x',
    '/t/acme/\tx',
  ];
  for (const to of others) assert.equal(ownPath(to, 'acme'), undefined, String(to));
});

test('pages are found by their path, and what is none is not', () => {
  assert.deepEqual(placeAt('/'), { page: 'choose' });
  assert.deepEqual(placeAt('/setup'), { page: 'setup' });
  assert.deepEqual(placeAt('/t/acme/reset'), { page: 'reset', slug: 'acme' });
  const provider = `X${'0'.repeat(26)}`;
  assert.deepEqual(placeAt(`/t/acme/sso/${provider}`), { page: 'sso', slug: 'acme', provider });
  for (const path of [
    '/t/acme',
    '/t/acme/other',
    '/t/acme/sso',
    '/t/acme/sso/X1',
    '/t/Acme/signin',
    '/t/acme/signin/',
    '/setup/x',
  ])
    assert.equal(placeAt(path), undefined, path);
});

test('names suggest addresses and short names', () => {
  assert.equal(slugFrom('Kestrel & Söhne GmbH'), 'kestrel-sohne-gmbh');
  assert.equal(slugFrom('  --  '), '');
  assert.ok(isSlug(slugFrom(`${'long name '.repeat(9)}`)));
  assert.equal(handleFrom('Mei-Lin Tän'), 'mei.lin.tan');
  assert.equal(handleFrom('田中'), '');
  for (const slug of ['-a', 'a-', 'A', 'a b', '', 'a'.repeat(41)]) assert.equal(isSlug(slug), false, slug);
});
