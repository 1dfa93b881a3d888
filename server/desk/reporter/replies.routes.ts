/** How the pages of a case answer, and who is signed in to it. */
import { Readable } from 'node:stream';
import { DeskParams } from '#contract/desk-pages.ts';
import { ReporterFormHeaders } from '#contract/desk-reporter.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Reply } from '#platform/http/http.ts';
import { Problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type DeskView, FORM_POLICY } from '../pages/pages.ts';
import { reporterTokenIn } from './cookie.ts';
import { caseOfToken, reporterSignedOut } from './reporter-sessions.ts';

export type Base = '/' | '/t/:slug/';
export interface Signed {
  readonly params: { readonly slug?: string };
  readonly headers: { readonly cookie?: string };
}

export const page = (
  html: string,
  { status = 200, headers = {} }: Partial<Reply<undefined>> = {},
): Reply<undefined> => ({
  ...{ status, body: Readable.from([Buffer.from(html)]) },
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': FORM_POLICY,
    // Without one, a browser sends its forms as from nowhere.
    'referrer-policy': 'same-origin',
    ...headers,
  },
});

export const seeOther = (base: string, cookie?: string): Reply<undefined> => ({
  ...{ status: 303, body: undefined },
  headers: { location: `${base}/security/case`, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) },
});

/** What is to be saved, and never shown: whatever it says of itself, it is bytes. */
export const attachment = (name: string, content: Buffer, type = 'application/octet-stream'): Reply<undefined> => ({
  ...{ status: 200, body: Readable.from([content]) },
  headers: {
    ...{ 'content-type': type, 'content-length': String(content.length), 'x-content-type-options': 'nosniff' },
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, escaped)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  },
});

const escaped = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

/** The one case that this browser is signed in to. */
export async function inCase<T>(
  units: Units,
  { id: team }: DeskView,
  { headers: { cookie } }: Signed,
  use: (work: Work, id: CaseId) => Promise<T>,
): Promise<T> {
  return await units.open({ team }, async (work) => use(work, await caseOfToken(work, reporterTokenIn(cookie))));
}

export const isSignedOut = (error: unknown): boolean =>
  error instanceof Problem && error.code === reporterSignedOut.code;

export const waitWords = (detail: object): string => {
  const { retryAfterSeconds } = detail as { retryAfterSeconds?: number };
  return retryAfterSeconds === undefined ? '' : ` It can be tried again in ${retryAfterSeconds} seconds.`;
};

export const of = {
  may: 'anyone',
  params: DeskParams,
  headers: ReporterFormHeaders,
  form: 'fields',
  status: 303,
} as const;

/** A form that is only a button. */
export const pressed = { ...of, form: true } as const;
