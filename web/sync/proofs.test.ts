import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from './api.ts';
import { createProofs } from './proofs.ts';

const refusal = (code: string) =>
  new Response(JSON.stringify({ type: `urn:wardroom:problem:${code}`, title: 'No.', status: 403 }), { status: 403 });

/** A server that wants a proof before each deed, and what it was asked. */
function guarded(proofs: ReturnType<typeof createProofs>) {
  const asked: string[] = [];
  const state = { isProven: false };
  const fetch = async (_url: string | URL | Request, { method }: RequestInit = {}): Promise<Response> => {
    asked.push(method ?? '');
    return state.isProven ? new Response(null, { status: 204 }) : refusal('access/proof-needed');
  };
  return { asked, state, api: createApi({ fetch, onProofNeeded: proofs.needed }) };
}

test('a call that needs a proof is repeated after it, and several share one question', async () => {
  const proofs = createProofs();
  const { api, asked, state } = guarded(proofs);
  let questions = 0;
  proofs.askedBy(async () => {
    questions += 1;
    await Promise.resolve();
    state.isProven = true;
    return true;
  });
  await Promise.all([api.call('DELETE /v1/me/authenticator'), api.call('DELETE /v1/two-factor-policy')]);
  assert.deepEqual([questions, asked.length], [1, 4]);
});

test('a question that is given up, or that nobody puts, leaves the refusal; each call asks once', async () => {
  const proofs = createProofs();
  const { api, asked } = guarded(proofs);
  const refused = () => assert.rejects(api.call('DELETE /v1/me/authenticator'), { code: 'access/proof-needed' });
  await refused();
  const stop = proofs.askedBy(async () => false);
  await refused();
  assert.equal(asked.length, 2);
  stop();
  proofs.askedBy(async () => true);
  await refused();
  assert.equal(asked.length, 4);
});

test('who owes a second factor is as good as signed out', async () => {
  let times = 0;
  const fetch = async (): Promise<Response> => refusal('two-factor/enrolment-needed');
  const onSignedOut = (): void => {
    times += 1;
  };
  const api = createApi({ fetch, onSignedOut });
  for (let at = 0; at < 2; at++) await assert.rejects(api.call('GET /v1/me'), { status: 403 });
  assert.equal(times, 1);
});
