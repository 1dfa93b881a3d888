/**
 * The listeners for people: that of the teams and that of the operators. Each has routes, credentials, refusals and
 * pages of its own, and nothing that opens one opens the other; what they share is how the address of a call is found.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCOPES } from '#contract/tokens.ts';
import type { MailPlaces } from '#desk/mail-intake/mail-intake.ts';
import { type Actor, beyondToken, mayIt, neededFor, type Permission } from '#identity/access/access.ts';
import { owedRefusal } from '#identity/two-factor/two-factor.ts';
import { allowsOperator, type Operator, owedByOperator } from '#operators/access/access.ts';
import { type Config, invalidSetting } from '#platform/config.ts';
import { createHttpServer, type HttpOptions, type HttpServer, openSite, type Page } from '#platform/http/http.ts';
import type { IncomingMailListener } from '#platform/incoming-mail/incoming-mail.ts';
import { problem } from '#platform/problem.ts';

const CLIENT = fileURLToPath(new URL('../web/dist', import.meta.url));
const PAGES: readonly Page[] = [
  {
    file: 'entrance.html',
    paths: [
      '/',
      '/setup',
      ...['signin', 'finish', 'keep-factor', 'invite', 'claim', 'email', 'reset', 'join', 'sso/:provider'].map(
        (page) => `/t/:team/${page}`,
      ),
    ],
    posted: ['/t/:team/sso/:provider'],
  },
  { file: 'workspace.html', paths: ['/t/:team', '/t/:team/*'] },
];
const CONSOLE = fileURLToPath(new URL('../web/dist/operators', import.meta.url));
const CONSOLE_PAGES: readonly Page[] = [
  { file: 'operators.html', paths: ['/', '/signin', '/enrol', '/teams', '/operators', '/security'] },
];

export const addressOpen = problem<{ host: string }>(
  'server/address-open',
  500,
  'Others could reach this unencrypted. Listen on 127.0.0.1, or name a TLS proxy in the setting of its address.',
);
export const addressTaken = problem<{ address: string }>(
  'server/address-taken',
  503,
  'Another program listens at this address. Stop it, or choose another port.',
);

/** What both have. */
type Shared = Required<Pick<HttpOptions<never>, 'units' | 'log' | 'random' | 'answered' | 'isProxy'>>;
type Own<Who extends Actor | Operator> = Pick<HttpOptions<Who>, 'url' | 'routes' | 'authenticate' | 'refused'>;

/** The teams' listener, which also takes their streams. */
export const makeTeamsDoor = (
  shared: Shared,
  own: Own<Actor>,
  accept: NonNullable<HttpOptions<Actor>['stream']>['accept'],
): HttpServer =>
  createHttpServer<Actor>({
    ...shared,
    ...own,
    owed: owedRefusal,
    allows: ({ role }, permission) => mayIt(role, permission as Permission),
    beyond: beyondToken,
    narrowed: { scopes: SCOPES, neededFor },
    stream: { path: '/v1/stream', accept },
    site: openSite(CLIENT, PAGES),
  });

/** The operators' listener: other routes, another cookie, another site; what signs in to a team means nothing here. */
export const makeConsoleDoor = (
  shared: Shared,
  own: Own<Operator> & Required<Pick<HttpOptions<Operator>, 'presented'>>,
): HttpServer =>
  createHttpServer<Operator>({
    ...shared,
    ...own,
    owed: owedByOperator,
    allows: allowsOperator,
    site: openSite(CONSOLE, CONSOLE_PAGES),
  });

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Answers at the place; gives the port. Refuses with `addressTaken`. */
export const listenOn = (server: HttpServer, { host, port }: Place): Promise<number> =>
  server.listen(host, port).catch(refuseTaken({ host, port }));

/** Another program that listens there is said in words. */
export const refuseTaken =
  ({ host, port }: Place) =>
  (error: NodeJS.ErrnoException): never => {
    throw error.code === 'EADDRINUSE' ? addressTaken({ address: `${host}:${port}` }) : error;
  };

type Address = Place & { readonly url: string };

/** The address that people type, with the port that was `found` where a free one was asked for. */
export const urlOf = ({ host, port, url }: Address, found: number): string =>
  url === `http://${host}:${port}` ? `http://${host}:${found}` : url;

/** Refuses with `addressOpen` to talk to others without encryption. */
export function refuseOpenAddress({ host, url }: Pick<Address, 'host' | 'url'>): void {
  const isLoopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);
  if (!isLoopback && !url.startsWith('https:')) throw addressOpen({ host });
}

/** Where mail to security desks comes in, if anywhere. Refuses with `addressTaken` or `invalidSetting`. */
export async function openMailDoor(
  listen: (places: MailPlaces) => Promise<IncomingMailListener>,
  { smtp, lmtp, tls }: Config['mailIn'],
): Promise<IncomingMailListener> {
  const places: MailPlaces = { smtp, lmtp, tls: tls && certificateOf(tls) };
  return await listen(places).catch((error: NodeJS.ErrnoException & { address?: string; port?: number }) =>
    refuseTaken({ host: error.address ?? '', port: error.port ?? 0 })(error),
  );
}

function certificateOf({ certificate, key }: NonNullable<Config['mailIn']['tls']>): NonNullable<MailPlaces['tls']> {
  const read = (setting: string, path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch (cause) {
      throw Object.assign(invalidSetting({ setting, expected: 'a PEM file that this user can read' }), { cause });
    }
  };
  return {
    certificate: read('WARDROOM_MAIL_CERTIFICATE', certificate),
    key: read('WARDROOM_MAIL_KEY', key),
  };
}
