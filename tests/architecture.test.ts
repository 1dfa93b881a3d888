import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breaches } from './architecture.ts';
import { readSources } from './source.ts';

test('the rooms, the doors and the layers of the house are kept', () => {
  assert.deepEqual(breaches(readSources()), []);
});

const refused: [what: string, path: string, text: string, rule: RegExp][] = [
  [
    'platform does not import a room that stands on it',
    'server/platform/log.ts',
    "import { mayDo } from '#identity/access/access.ts';",
    /server\/platform may not import server\/identity/,
  ],
  [
    'nobody imports slack',
    'server/workspace/pins/pins.ts',
    "import { shapes } from '../../slack/shapes/shapes.ts';",
    /server\/workspace may not import server\/slack/,
  ],
  [
    'a room boundary holds for types and for dynamic imports too',
    'server/trust/claims/claims.ts',
    "export const late = () => import('#workspace/files/files.ts');",
    /server\/trust may not import server\/workspace/,
  ],
  [
    'a folder is entered by its namesake',
    'server/identity/access/access.ts',
    "import { leafHash } from '#platform/audit/merkle.ts';",
    /the door of server\/platform\/audit is audit.ts/,
  ],
  [
    'a folder inside a folder is entered by its namesake',
    'server/platform/database/database.ts',
    "import { lock } from './embedded/lock.ts';",
    /the door of server\/platform\/database\/embedded is embedded.ts/,
  ],
  [
    'a manifest is imported by main alone',
    'server/cli.ts',
    "import { workspace } from '#workspace/workspace.ts';",
    /a manifest is for main.ts alone/,
  ],
  [
    'a product that imports what tests need',
    'server/platform/jobs/jobs.ts',
    "import { startPostgres } from '../testing/postgres.ts';",
    /for tests and bench alone/,
  ],
  ['a suffix outside the vocabulary', 'server/desk/cases/cases.service.ts', '', /a file is called/],
  ['an index file', 'server/desk/cases/index.ts', '', /no index.ts/],
  ['a file in no room', 'server/shared/lists.ts', '', /stands in a room/],
  [
    'a query among the rules',
    'server/workspace/pins/pins.ts',
    "export const all = (work: Work) => work.sql.selectFrom('pins').execute();",
    /no query outside/,
  ],
  ['Kysely among the rules', 'server/workspace/pins/pins.ts', "import { sql } from 'kysely';", /no query outside/],
  [
    'a route that queries',
    'server/workspace/pins/pins.routes.ts',
    "import { insertPin } from './pins.sql.ts';",
    /a route calls a rule/,
  ],
  ['HTTP among the rules', 'server/workspace/pins/pins.ts', "import fastify from 'fastify';", /no HTTP outside/],
  ['a domain word in platform', 'server/platform/jobs/jobs.ts', 'const channelIds = [];', /no domain word: channelIds/],
  ['a domain word in a file name of platform', 'server/platform/threads.ts', '', /no domain word: threads/],
  ['a message in governance', 'server/governance/retention/retention.ts', "touch('messages');", /what a message is/],
  ['Slack outside its room', 'contract/ids.ts', 'export const slackId = 1;', /only server\/slack knows Slack/],
];

for (const [what, path, text, rule] of refused) {
  test(`refused: ${what}`, () => {
    const found = breaches([{ path, text }]);
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', rule);
  });
}

const accepted: [what: string, path: string, text: string][] = [
  ['a door', 'server/desk/cases/cases.ts', "import { postMessage } from '#workspace/messages/messages.ts';"],
  ['a file of one’s own folder', 'server/platform/audit/audit.ts', "import { leafHash } from './merkle.ts';"],
  [
    'a rule that hands its transaction to a query',
    'server/workspace/pins/pins.ts',
    "import { allPins } from './pins.sql.ts';\nexport const all = (work: Work) => allPins(work.sql);",
  ],
  [
    'vectors',
    'server/platform/audit/merkle.test.ts',
    "import vectors from './vectors/merkle.json' with { type: 'json' };",
  ],
  ['a capability of one file', 'server/identity/access/access.ts', "import { problem } from '#platform/problem.ts';"],
  ['the text of an error', 'server/governance/export/export.ts', 'const text = (error: Error) => error.message;'],
  ['Node’s terms', 'server/platform/bus.ts', "port.on('message', () => new MessageChannel());"],
  ['a query in its place', 'server/workspace/pins/pins.sql.ts', "export const one = (work: Work) => work.sql.x('y');"],
  [
    'a test that stands the product up',
    'server/identity/access/access.test.ts',
    "import { assemble } from '#server/main.ts';",
  ],
];

for (const [what, path, text] of accepted) {
  test(`accepted: ${what}`, () => assert.deepEqual(breaches([{ path, text }]), []));
}
