/** What a team fills the tables of cases with, and one call of each of their changing routes. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import { disputeAsReporter, giveAlarms, openReport, retestAsReporter } from '#desk/cases/cases.ts';
import { armoured, newKeyPair } from '#desk/open-pgp/open-pgp.ts';
import { type Changes, type Scenario, succeeded } from './scenario.ts';

const DAY = 86_400_000;
const PATCH_SHA256 = createHash('sha256').update('patch').digest('hex');
const FILE = { name: 'log.txt', base64: 'bG9n' };
const HOOK = 'https://nobody.example/hook';
const TEMPLATE = { name: 'We have it', text: 'Hello {reporter}' };
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

/** Owner and admin coordinate; a report is there, that the owner has entered and owns. */
async function openedCase({ app, team, call, tokens, ids }: Scenario): Promise<{ id: CaseId; path: string }> {
  succeeded(await call('PUT', `/v1/desk/roster/${ids.owner}`, tokens.owner, { duty: 'coordinator' }));
  succeeded(await call('PUT', `/v1/desk/roster/${ids.admin}`, tokens.owner, { duty: 'coordinator' }));
  const reporter = { name: 'N. Hale', address: 'hale@harbour.example' };
  const understood = { title: 'A title', text: 'What I found', reporter };
  const report = { raw: Buffer.from('raw'), source: 'web', understood } as const;
  const { id } = await app.units.open({ team }, (work) => openReport(work, team, report));
  const path = `/v1/desk/cases/${publicId('N', id)}`;
  const entry = { terms: EMBARGO_TERMS.version, reason: 'On duty' };
  succeeded(await call('PUT', `${path}/entry`, tokens.owner, entry));
  succeeded(await call('PUT', `${path}/coordinator`, tokens.owner, { coordinator: ids.owner, reason: 'Mine' }));
  return { id, path };
}

/** A repository with one commit. */
function smallBundle(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-bundle-'));
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@kestrel.example', '-C', folder, ...args]);
  try {
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '-m', 'Begin');
    return git('bundle', 'create', '--quiet', '-', '--all');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const importing = ({ call, tokens }: Scenario, id: string) => {
  const report = { ghsa_id: id, summary: 'Found', description: 'The steps', state: 'triage' };
  const headers = { 'content-type': 'application/octet-stream' };
  return call('POST', '/v1/desk/imports', tokens.owner, JSON.stringify(report), headers);
};

export async function fillCases(scenario: Scenario): Promise<void> {
  const { app, team, call, tokens } = scenario;
  const { id, path } = await openedCase(scenario);
  succeeded(await call('POST', `${path}/letters`, tokens.owner, { text: 'Which version is it?', files: [FILE] }));
  succeeded(await call('PUT', `${path}/waiting`, tokens.owner));
  succeeded(await call('POST', `${path}/notes`, tokens.owner, { text: 'The index' }));
  succeeded(await call('POST', `${path}/ratings`, tokens.owner, { word: 'high', explanation: 'Because' }));
  succeeded(await call('PUT', `${path}/branches`, tokens.owner, { branches: ['4.2.x'] }));
  succeeded(await call('PUT', `${path}/branches/1/patch`, tokens.owner, { base64: 'cGF0Y2g=' }));
  succeeded(await call('PUT', `${path}/branches/1/evidence`, tokens.owner, { sha256: PATCH_SHA256, log: 'ok 12' }));
  succeeded(await call('POST', `${path}/retest`, tokens.owner, { text: 'Try this' }));
  succeeded(await call('POST', `${path}/validation`, tokens.owner, { reason: 'Reproduced' }));
  succeeded(await call('PUT', `${path}/cves/CVE-1900-0001`, tokens.owner, { issue: 'The index' }));
  succeeded(await call('POST', `${path}/openings`, tokens.owner));
  succeeded(await call('POST', '/v1/desk/webhooks', tokens.owner, { url: HOOK }));
  succeeded(await importing(scenario, 'GHSA-jfh8-c2jp-5v3q'));
  succeeded(await call('PUT', '/v1/desk/templates', tokens.owner, { after: 0, templates: [TEMPLATE] }));
  await app.units.open({ team }, (work) => giveAlarms({ ...work, now: new Date(inDays(70)) }, id));
}

function webhookChanges({ call, tokens: { owner } }: Scenario): Changes {
  const hooks = '/v1/desk/webhooks';
  let hook = '';
  return {
    'POST /v1/desk/webhooks': async () => {
      const made = await call('POST', hooks, owner, { url: HOOK });
      hook = `${hooks}/${made.body.webhook.id}`;
      return made;
    },
    'PATCH /v1/desk/webhooks/:webhook': () => call('PATCH', hook, owner, { on: false }),
    'POST /v1/desk/webhooks/:webhook/test': () => call('POST', `${hook}/test`, owner),
    'DELETE /v1/desk/webhooks/:webhook': () => call('DELETE', hook, owner),
  };
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function caseChanges(scenario: Scenario): Promise<Changes> {
  const { app, team, call, tokens, ids } = scenario;
  const { owner, admin } = tokens;
  const [one, other, third] = [await openedCase(scenario), await openedCase(scenario), await openedCase(scenario)];
  const at = ({ path }: { path: string }, rest: string) => `${path}/${rest}`;
  const send = (rest: string, body?: unknown, method = 'POST', of = one) => call(method, at(of, rest), owner, body);
  const reason = { reason: 'Because' };
  const { publicKey, fingerprint } = await newKeyPair('N. Hale', 'hale@harbour.example', new Date(), DAY);
  const armouredKey = { key: await armoured([publicKey]) };
  const text = { text: 'Because' };
  const cases = '/v1/desk/cases/:case';
  return {
    'PUT /v1/desk/roster/:member': () => call('PUT', `/v1/desk/roster/${ids.member}`, owner, { duty: 'triager' }),
    ...webhookChanges(scenario),
    [`POST ${cases}/repository-scans`]: () =>
      call('POST', at(one, 'repository-scans'), owner, smallBundle(), { 'content-type': 'application/octet-stream' }),
    'POST /v1/desk/imports': () => importing(scenario, 'GHSA-c2jp-5v3q-jfh8'),
    'PUT /v1/desk/templates': () => call('PUT', '/v1/desk/templates', owner, { after: 0, templates: [TEMPLATE] }),
    [`PUT ${cases}/entry`]: () =>
      call('PUT', at(one, 'entry'), admin, { terms: EMBARGO_TERMS.version, reason: 'To look' }),
    [`PUT ${cases}/people/:member`]: () => send(`people/${ids.member}`, { part: 'fixer', ...reason }, 'PUT'),
    [`DELETE ${cases}/people/:member`]: () => send(`people/${ids.member}`, undefined, 'DELETE'),
    [`POST ${cases}/openings`]: () => send('openings'),
    [`POST ${cases}/report-openings`]: () => send('report-openings'),
    [`POST ${cases}/letters`]: () => send('letters', { ...text, files: [FILE] }),
    [`POST ${cases}/files/:file/openings`]: () => send('files/1/openings'),
    [`POST ${cases}/notes`]: () => send('notes', text),
    [`PUT ${cases}/waiting`]: () => send('waiting', undefined, 'PUT'),
    [`DELETE ${cases}/waiting`]: () => send('waiting', undefined, 'DELETE'),
    [`POST ${cases}/validation`]: () => send('validation', reason),
    [`POST ${cases}/sender-keys`]: () => send('sender-keys', armouredKey),
    [`PUT ${cases}/sender-keys/:fingerprint`]: () => send(`sender-keys/${fingerprint}`, { isTheirs: false }, 'PUT'),
    [`POST ${cases}/ratings`]: () => send('ratings', { word: 'high', explanation: 'Because' }),
    [`POST ${cases}/embargo/proposals`]: () => send('embargo/proposals', { until: inDays(30) }),
    [`POST ${cases}/embargo/acceptance`]: () =>
      send('embargo/acceptance', { side: 'reporter', evidence: 'On the phone' }),
    [`PUT ${cases}/facts/:fact`]: () => send('facts/attacked', { evidence: 'In our logs' }, 'PUT'),
    [`POST ${cases}/embargo/keeping`]: () => send('embargo/keeping', reason),
    [`POST ${cases}/embargo/end`]: () => send('embargo/end', reason),
    [`POST ${cases}/acceptance`]: () => send('acceptance'),
    [`PUT ${cases}/branches`]: () => send('branches', { branches: ['4.2.x'] }, 'PUT'),
    [`PUT ${cases}/branches/:branch/patch`]: () => send('branches/1/patch', { base64: 'cGF0Y2g=' }, 'PUT'),
    [`PUT ${cases}/branches/:branch/evidence`]: () =>
      send('branches/1/evidence', { sha256: PATCH_SHA256, log: 'ok 12' }, 'PUT'),
    [`POST ${cases}/retest`]: () => send('retest', text),
    [`POST ${cases}/fix`]: async () => {
      const said = { outcome: 'verified', text: 'It holds' } as const;
      await app.units.open({ team }, (work) => retestAsReporter(work, one.id, said));
      return await send('fix');
    },
    [`PUT ${cases}/cves/:cve`]: () => send('cves/CVE-1900-0001', { issue: 'The index' }, 'PUT'),
    [`DELETE ${cases}/cves/:cve`]: () => send('cves/CVE-1900-0001', undefined, 'DELETE'),
    [`POST ${cases}/deferral`]: () => send('deferral', reason),
    [`PUT ${cases}/coordinator`]: () => send('coordinator', { coordinator: ids.admin, ...reason }, 'PUT'),
    [`POST ${cases}/closure`]: () => send('closure', { reason: 'withdrawn', ...text }),
    [`POST ${cases}/embargo/rejection`]: async () => {
      succeeded(await send('embargo/proposals', { until: inDays(30) }, 'POST', other));
      return await send('embargo/rejection', {}, 'POST', other);
    },
    [`POST ${cases}/invalidation`]: () => send('invalidation', reason, 'POST', third),
    [`POST ${cases}/dispute-decision`]: async () => {
      await app.units.open({ team }, (work) => disputeAsReporter(work, third.id, 'It is one'));
      const entry = { terms: EMBARGO_TERMS.version, ...reason };
      succeeded(await call('PUT', at(third, 'entry'), admin, entry));
      return await call('POST', at(third, 'dispute-decision'), admin, { upheld: true, ...text });
    },
    'DELETE /v1/desk/roster/:member': () => call('DELETE', `/v1/desk/roster/${ids.member}`, owner),
  };
}

/** Changes that leave no entry in the team's audit log, and why. */
export const UNAUDITED_CASES: Readonly<Record<string, string>> = {
  'POST /v1/desk/cases/:case/openings': 'noted in the case’s own log, which is a chain; admins outside learn nothing',
  'POST /v1/desk/cases/:case/report-openings': 'the same',
  'POST /v1/desk/cases/:case/files/:file/openings': 'the same',
};
