import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal, Unreachable } from '#sync/api.ts';
import { faultOf, isDeadLink, Misfit } from './faults.ts';

const refusal = (status: number, code: string, detail: object = {}) =>
  new Refusal(status, {
    type: `urn:wardroom:problem:${code}`,
    title: 'It says so.',
    status,
    instance: 'r-1',
    ...detail,
  });

test('what the server says of a form stands at its field', () => {
  const errors = [{ at: '/body/email', says: 'must match pattern' }];
  const { field, text } = faultOf(refusal(400, 'http/invalid-request', { errors }), true);
  assert.equal(field, 'email');
  assert.match(text, /e-mail address/);
  assert.deepEqual(faultOf(refusal(400, 'http/invalid-request', { errors: [{ at: '/body' }] }), true), {
    text: 'It says so.',
  });
});

test('what needs no server to be wrong is said in the same words', () => {
  assert.match(faultOf(new Misfit('slug'), true).text, /^Use lower-case letters/);
});

test('a refusal of one field stands there, with what the server advises', () => {
  assert.deepEqual(faultOf(refusal(422, 'passwords/weak', { advice: ['Add a word.'] }), true), {
    field: 'password',
    text: 'It says so. Add a word.',
  });
  assert.equal(faultOf(refusal(409, 'members/handle-taken'), true).field, 'handle');
});

test('a bound says when it is over, a fault of ours its reference', () => {
  const { text } = faultOf(refusal(429, 'password-resets/too-many', { retryAfterSeconds: 600 }), true);
  assert.match(text, /^It says so\. It works again at \d\d:\d\d/);
  const short = faultOf(refusal(429, 'guessing/too-soon', { retryAfterSeconds: 8 }), true);
  assert.deepEqual([short.waitSeconds, short.text.endsWith('It works again in 8 seconds.')], [8, true]);
  assert.match(faultOf(refusal(500, 'http/fault'), true).text, /Reference: r-1\.$/);
});

test('without an answer it is said whether the device or the server is away, and that nothing is lost', () => {
  const gone = new Unreachable(undefined);
  assert.match(faultOf(gone, true).text, /^The server did not answer\. Nothing that you typed is lost/);
  assert.match(faultOf(gone, false).text, /^This device is offline\./);
});

test('a mistake of ours is not dressed up', () => {
  assert.throws(() => faultOf(new TypeError('x'), true), TypeError);
});

test('a link is dead when the server does not know it, or it has not the form of one', () => {
  assert.ok(isDeadLink(refusal(404, 'invitations/not-valid')) && isDeadLink(refusal(400, 'http/invalid-request')));
  assert.ok(!isDeadLink(refusal(503, 'passwords/busy')) && !isDeadLink(new Unreachable(undefined)));
});
