import { Readable } from 'node:stream';
import { DeskParams, DirectoryParams, DirectoryQuery } from '#contract/desk-pages.ts';
import { longRoute } from '#identity/access/access.ts';
import type { Reply, Route } from '#platform/http/http.ts';
import { readSecurityText } from '../security-txt/security-txt.ts';
import { atDesk, deskPage, directoryKeys, noKeyHere, PAGE_POLICY, readDesk } from './pages.ts';

const answer = (body: string | Buffer, type: string, headers: Record<string, string> = {}): Reply<undefined> => ({
  body: Readable.from([Buffer.from(body)]),
  headers: { 'content-type': type, ...headers },
});

/** What mail programs in browsers ask for as well, wherever they come from. */
const toAll = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/** Programs that only ask whether a page is there get its headers. */
const BOTH = ['GET', 'HEAD'] as const;

const page = (at: `/${string}`, name: Parameters<typeof deskPage>[1], says: string): Route[] =>
  BOTH.map((method) =>
    longRoute(
      `${method} ${at}`,
      { may: 'anyone', says, params: DeskParams, status: 200 },
      async (units, { params: { slug } }) =>
        answer(deskPage(await readDesk(units, slug), name), 'text/html; charset=utf-8', {
          'content-security-policy': PAGE_POLICY,
        }),
    ),
  );

/** Of the house team, or of the team that the address names. */
const routesBelow = (base: '/' | '/t/:slug/'): Route[] => [
  ...page(`${base}security`, 'report', 'How to report a weakness, and what the team promises.'),
  ...page(`${base}security/policy`, 'policy', 'How the team takes reports of weaknesses.'),
  ...page(`${base}security/thanks`, 'thanks', 'Who reported weaknesses and agreed to be named.'),
  ...page(`${base}security/key`, 'key', 'The OpenPGP key of the security desk.'),
  ...BOTH.flatMap((method) => [
    longRoute(
      `${method} ${base}security/key.asc`,
      { may: 'anyone', says: 'The same, armoured, for programs.', params: DeskParams, status: 200 },
      async (units, { params: { slug } }) => {
        const { armoured } = await readDesk(units, slug);
        if (armoured === undefined) throw noKeyHere();
        const named = { 'content-disposition': 'attachment; filename="key.asc"' };
        return answer(armoured, 'application/pgp-keys', { ...toAll, ...named });
      },
    ),
    longRoute(
      `${method} ${base}.well-known/security.txt`,
      { may: 'anyone', says: 'How to reach the security desk (RFC 9116).', params: DeskParams, status: 200 },
      async (units, { params: { slug } }) =>
        answer(await atDesk(units, slug, readSecurityText), 'text/plain; charset=utf-8', toAll),
    ),
  ]),
  ...(['', ':domain/'] as const).flatMap((domain) => directory(`${base}.well-known/openpgpkey/${domain}`)),
];

/** Without a list of what is in it: that would be a list of addresses. */
const directory = (at: `/${string}`): Route[] => [
  longRoute(
    `GET ${at}policy`,
    { may: 'anyone', says: 'That there is a Web Key Directory here.', params: DirectoryParams, status: 200 },
    async () => answer('', 'text/plain; charset=utf-8', toAll),
  ),
  ...BOTH.map((method) =>
    longRoute(
      `${method} ${at}hu/:name`,
      {
        may: 'anyone',
        says: 'The key of a mail address, in binary form.',
        params: DirectoryParams,
        query: DirectoryQuery,
        status: 200,
      },
      async (units, { params: { slug, domain, name = '' } }) => {
        const found = await atDesk(units, slug, (work) => directoryKeys(work, name, domain));
        return answer(found, 'application/octet-stream', toAll);
      },
    ),
  ),
];

export const deskPageRoutes: Route[] = [...routesBelow('/'), ...routesBelow('/t/:slug/')];
