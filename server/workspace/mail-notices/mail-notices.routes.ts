import { Readable } from 'node:stream';
import { MailPreferences, UnsubscribeParams } from '#contract/notices.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { Reply, Route } from '#platform/http/http.ts';
import { choose, mailFrequency, unsubscribe } from './mail-notices.ts';

export const mailNoticeRoutes: Route[] = [
  route(
    'GET /v1/me/mail-notices',
    {
      may: 'signed-in',
      scope: 'personal:read',
      says: 'How often you get mail about what waits for you.',
      reply: MailPreferences,
    },
    async (work, { actor }) => ({ frequency: await mailFrequency(work, actor.member) }),
  ),
  route(
    'PUT /v1/me/mail-notices',
    {
      may: 'signed-in',
      scope: 'personal:write',
      says: 'Choose how often you get mail about what waits for you.',
      body: MailPreferences,
    },
    (work, { actor, body }) => choose(work, actor, body.frequency),
  ),
  longRoute(
    'GET /v1/mail-notices/:token',
    {
      may: 'anyone',
      says: 'The page behind the link in a mail; it asks before it ends anything.',
      params: UnsubscribeParams,
      status: 200,
    },
    // A link is opened by programs as well, which look for harm: so this changes nothing, and tells nothing.
    async () =>
      page('No more mail?', '<form method="post"><button>Send me no more mail about what waits</button></form>'),
  ),
  longRoute(
    'POST /v1/mail-notices/:token',
    {
      may: 'anyone',
      says: 'Ends the mail about what waits for whoever got this link (RFC 8058).',
      params: UnsubscribeParams,
      form: true,
      status: 200,
    },
    async (units, { params }) => {
      await unsubscribe(units, params.token);
      return page('Done', '<p>You get no more mail of this kind. Your preferences bring it back.</p>');
    },
  ),
];

/** A page that loads nothing, runs nothing and sends its form to itself alone. */
const page = (title: string, content: string): Reply<undefined> => ({
  body: Readable.from([
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${title}</title><h1>${title}</h1>${content}</html>`,
  ]),
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    // The form names its origin; the link is a secret and goes nowhere else.
    'referrer-policy': 'same-origin',
    'x-robots-tag': 'noindex',
  },
});
