import type { CustomFetch } from 'openid-client';
import type { Egress, EgressPolicy } from '#platform/egress/egress.ts';
import { limits } from '#platform/limits.ts';

const POLICY: EgressPolicy = {
  purpose: 'sso',
  plain: false,
  redirectsMax: 0,
  wholeMs: limits.sso.wholeMs,
  bytesMax: limits.sso.answerBytesMax,
  longer: 'refuse',
};

/** The library's way out: each of its requests passes the door. Never plain http, and no redirect is followed. */
export const throughEgress =
  (egress: Egress): CustomFetch =>
  async (url, { method, headers, body, signal }) => {
    if (method !== 'GET' && method !== 'POST') throw new Error(`A provider is not asked by ${method}.`);
    const isForm = body instanceof URLSearchParams;
    if (!isForm && body !== undefined && body !== null) throw new Error('A provider is sent forms alone.');
    const sent = isForm ? Buffer.from(body.toString()) : undefined;
    const answer = await egress.request({ url, method, headers: { ...headers }, body: sent }, POLICY, signal);
    const type = answer.headers['content-type'];
    return new Response(answer.body.length === 0 ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: type === undefined ? {} : { 'content-type': type },
    });
  };
