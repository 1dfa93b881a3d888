import assert from 'node:assert/strict';
import { test } from 'node:test';
import Value from 'typebox/value';
import { DeskPolicy } from '#contract/desk-policy.ts';
import { proposedPolicy } from '#contract/desk-policy-words.ts';
import { draftOf, policyOf, unreadThanks } from './desk-draft.ts';

test('a policy that is only looked at stays as it is', () => {
  const policy = {
    ...proposedPolicy('security@kestrel.example'),
    thanks: [
      { name: 'Ada Lovelace', year: 2026, for: 'a guest: read too much' },
      { name: 'Bo', year: 2025 },
    ],
  };
  assert.ok(Value.Check(DeskPolicy, policy));
  assert.deepEqual(policyOf(draftOf(policy)), policy);
});

test('what is typed loosely is read, and what is no thanks is named', () => {
  const draft = { ...draftOf(proposedPolicy('a@b.example')), languages: 'en,de  fr', inScope: ' one \n\n two\n' };
  const { languages, inScope } = policyOf(draft);
  assert.deepEqual(
    [languages, inScope],
    [
      ['en', 'de', 'fr'],
      ['one', 'two'],
    ],
  );
  assert.equal(unreadThanks({ thanks: '2026 Ada\nBo without a year\n' }), 'Bo without a year');
  assert.equal(unreadThanks({ thanks: '\n2026 Ada: x\n' }), undefined);
});
