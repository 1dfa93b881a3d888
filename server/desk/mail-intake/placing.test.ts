import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MailVerdicts } from '#contract/desk-mails.ts';
import type { MailHead } from '../mail-reading/mail-reading.ts';
import { isAutomatic, mayHaveReceipt, placeOf, type Seen } from './placing.ts';

const DESK = 'security@kestrel.example';
const AUTHOR = 'n@hale.example';

const head = (given: Partial<MailHead> = {}): MailHead => ({
  ...{ from: [{ address: AUTHOR }], replyTo: [], to: [{ address: DESK }], cc: [], subject: 'A subject' },
  ...{ inReplyTo: [], references: [], contentType: 'text/plain', fields: [] },
  ...given,
});
const verdicts = (dmarc: MailVerdicts['dmarc']['result'], given: Partial<MailVerdicts> = {}): MailVerdicts => ({
  ...{ spf: { result: 'none' }, dkim: [], arc: { result: 'none' }, dmarc: { result: dmarc } },
  ...given,
});
const seen = (given: Partial<Seen> = {}): Seen => ({
  ...{ head: head(), sender: AUTHOR, recipient: DESK, encryption: 'none', signatures: [] },
  ...{ verdicts: verdicts('pass'), referred: { kind: 'none' } },
  ...given,
});
const toCase = { kind: 'case', reporter: AUTHOR } as const;
const known = { state: 'good', key: 'known', keyId: '' } as const;

test('what a person sends is a report; what is doubtful waits for one', () => {
  assert.equal(placeOf(seen()), 'report');
  assert.equal(placeOf(seen({ verdicts: verdicts('none') })), 'report');
  assert.equal(placeOf(seen({ verdicts: verdicts('fail') })), 'dmarc');
  assert.equal(placeOf(seen({ verdicts: verdicts('fail'), encryption: 'all' })), 'report');
  assert.equal(placeOf(seen({ head: head({ from: [] }) })), 'nobody');
  assert.equal(placeOf(seen({ head: head({ from: [{ address: AUTHOR }, { address: 'x@y.example' }] }) })), 'nobody');
  assert.equal(placeOf(seen({ head: head({ from: [{ address: DESK.toUpperCase() }] }) })), 'own-address');
  assert.equal(placeOf(seen({ head: undefined })), 'report');
});

test('a letter comes from the reporter and answers one of ours; the subject and those in copy mean nothing', () => {
  const tagged = head({ subject: 'Re: DESK-0001', cc: [{ address: 'friend@hale.example' }] });
  assert.equal(placeOf(seen({ head: tagged })), 'report');
  assert.equal(placeOf(seen({ head: tagged, referred: toCase })), 'letter');
  assert.equal(placeOf(seen({ referred: { ...toCase, reporter: 'N@Hale.Example' } })), 'letter');
  assert.equal(placeOf(seen({ referred: { kind: 'case', reporter: 'friend@hale.example' } })), 'stranger');
  assert.equal(placeOf(seen({ referred: { kind: 'case' } })), 'stranger');
  assert.equal(placeOf(seen({ referred: { kind: 'forged' } })), 'forged');
  assert.equal(placeOf(seen({ referred: { kind: 'gone' } })), 'closed');
  assert.equal(placeOf(seen({ referred: { ...toCase, isClosed: true } })), 'closed');
  assert.equal(placeOf(seen({ referred: toCase, verdicts: verdicts('fail') })), 'unproven');
  assert.equal(placeOf(seen({ referred: toCase, verdicts: verdicts('fail'), signatures: [known] })), 'letter');
  const unknown = { ...known, key: 'attached' } as const;
  assert.equal(placeOf(seen({ referred: toCase, verdicts: verdicts('fail'), signatures: [unknown] })), 'unproven');
});

const PROGRAMS: Readonly<Record<string, Partial<Seen>>> = {
  'nobody wants an answer': { sender: '' },
  'somebody is away': { head: head({ autoSubmitted: 'auto-replied' }) },
  'a program began': { head: head({ autoSubmitted: 'auto-generated' }) },
  'a mail did not arrive': { head: head({ contentType: 'multipart/report' }) },
  'a list': { head: head({ listId: 'announce.hale.example' }) },
  bulk: { head: head({ precedence: 'Bulk' }) },
  junk: { head: head({ precedence: 'junk' }) },
  'a list by its precedence': { head: head({ precedence: 'list' }) },
  'an empty return path': { head: head({ returnPath: '' }) },
  'an old field': { head: head({ fields: [['x-autoreply', 'yes']] }) },
};
for (const [what, given] of Object.entries(PROGRAMS)) {
  test(`held as the work of a program, and never answered by one: ${what}`, () => {
    assert.equal(isAutomatic(seen(given)), true);
    assert.equal(placeOf(seen(given)), 'automatic');
    assert.equal(placeOf(seen({ ...given, referred: toCase, encryption: 'all' })), 'automatic');
    assert.equal(mayHaveReceipt(seen(given)), 'no-answer-wanted');
  });
}

test('a receipt goes only where the mail came from, as far as anything shows', () => {
  const may = (given: Partial<Seen>) => mayHaveReceipt(seen(given));
  assert.equal(may({}), 'yes');
  assert.equal(may({ head: head({ autoSubmitted: 'no' }) }), 'yes');
  assert.equal(may({ head: head({ fields: [['x-auto-response-suppress', 'All']] }) }), 'no-answer-wanted');
  for (const result of ['fail', 'temperror', 'permerror', 'unknown'] as const)
    assert.equal(may({ verdicts: verdicts(result) }), 'not-proven', result);
  // Without DMARC, what SPF says of the envelope counts where both name one domain.
  for (const [result, answer] of [
    ['pass', 'yes'],
    ['none', 'yes'],
    ['fail', 'not-proven'],
    ['softfail', 'not-proven'],
    ['unknown', 'not-proven'],
  ] as const)
    assert.equal(may({ verdicts: verdicts('none', { spf: { result } }) }), answer, result);
  const elsewhere = { sender: 'bounce@lists.example' };
  assert.equal(may({ ...elsewhere, verdicts: verdicts('none', { spf: { result: 'pass' } }) }), 'not-proven');
  const dkim = [{ result: 'pass', domain: 'hale.example' }] as const;
  assert.equal(may({ ...elsewhere, verdicts: verdicts('none', { dkim: [...dkim] }) }), 'yes');
  assert.equal(may({ head: undefined, sender: '' }), 'no-answer-wanted');
});
