import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { OIDC_FAULTS, PASSKEY_FAULTS, SAML_FAULTS, SSO_FAULTS } from '#contract/sign-in-refusals.ts';
import { reasonOf } from './reasons.ts';

const nameless = (kind: string, reasons: readonly string[]): string[] =>
  reasons.filter((reason) => reasonOf({ kind, outcome: 'refused', reason }) === reason);

test('every reason why somebody did not come in is told in words', () => {
  const sso = [...SAML_FAULTS, ...OIDC_FAULTS, ...SSO_FAULTS].map((fault) => `sso/${fault}`);
  const passkey = PASSKEY_FAULTS.map((fault) => `passkey/${fault}`);
  assert.deepEqual(nameless('sign-in', [...sso, ...passkey]), []);
});

test('every refusal that can be denied to somebody is told in words', () => {
  const codes: string[] = [];
  for (const file of globSync('server/**/*.ts', { cwd: process.cwd() })) {
    if (file.endsWith('.test.ts')) continue;
    const text = readFileSync(file, 'utf8');
    for (const [, code = ''] of text.matchAll(/problem(?:<[^(]*>)?\(\s*'([^']+)',\s*40[13],/g)) codes.push(code);
  }
  assert.ok(codes.length > 20, 'the source is read');
  // Operators have a list of their own; where signing in is refused, and on the reporter's page, nobody is known who
  // could be denied something.
  const denials = codes.filter(
    (code) => !/^operators\/|^sign-in\/|^sso\/.*refused$|^crew\/|^desk-reporter\//.test(code),
  );
  assert.deepEqual(nameless('denied', denials), []);
});
