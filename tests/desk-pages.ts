/** The public pages of security desks: of the server's house team, and of each team. */
const shown = [
  ...['security', 'security/policy', 'security/thanks', 'security/key', 'security/key.asc', 'security/report'],
  '.well-known/security.txt',
];
const pages = [...shown, '.well-known/openpgpkey/policy', '.well-known/openpgpkey/:domain/policy'];
/** What a stranger sends. */
const intake = ['POST security/report', 'POST security/report/encrypted', 'POST security/case/sign-in'];
const own = [
  'sign-out',
  'link',
  'links',
  'passphrase',
  'letters',
  'retest',
  'dispute',
  'withdrawal',
  'withdrawal/end',
  'notices',
  'notices/end',
  'notices/link',
  'embargo/proposals',
  'embargo/acceptance',
];
/** What a reporter does in its own case, which a cookie of its own opens. */
const reporter = [
  ...['HEAD security/case', 'GET security/case/files/:file', 'GET security/case/patches/:branch'],
  ...['GET security/case', 'GET security/case/export', 'GET security/case/link', 'HEAD security/case/link'],
  ...['GET security/case/notices/link', 'HEAD security/case/notices/link'],
  ...[...own, 'embargo/rejection', 'facts'].map((name) => `POST security/case/${name}`),
];
const directory = ['.well-known/openpgpkey/hu/:name', '.well-known/openpgpkey/:domain/hu/:name'];
const why = 'strangers are to find the desk; nothing is there before its team has published a policy';

export const OPEN_DESK_PAGES: Readonly<Record<string, string>> = Object.fromEntries(
  ['/', '/t/:slug/'].flatMap((base) => [
    ...[...pages, ...directory].map((page) => [`GET ${base}${page}`, why]),
    ...[...shown, ...directory].map((page) => [`HEAD ${base}${page}`, why]),
    ...intake.map((route) => [route.replace(' ', ` ${base}`), 'strangers report without an account']),
    ...reporter.map((route) => [
      route.replace(' ', ` ${base}`),
      'the reporter has no account; the rule asks who it is',
    ]),
  ]),
);

/** The same addresses as the tour of the demo names them. */
export const DESK_PAGES = Object.keys(OPEN_DESK_PAGES)
  .filter((name) => name.startsWith('GET '))
  .map((name) => name.slice('GET '.length).replaceAll(/:(\w+)/g, '{$1}'));
