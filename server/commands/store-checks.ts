import Type from 'typebox';
import { countOperators } from '#operators/accounts/accounts.ts';
import { verifyExport } from '#platform/audit/audit.ts';
import { SECOND_MS } from '#platform/clock.ts';
import { migrate } from '#platform/database/database.ts';
import { MIGRATIONS } from '#platform/layout.ts';
import { commitProbe, readStoreServer } from '#platform/store.sql.ts';
import type { App } from '#server/main.ts';
import { type Means, storeCommand } from './command.ts';
import type { Check } from './doctor.ts';
import { scopes } from './operator.ts';

const SKEW_MS_MAX = 5 * SECOND_MS;

/** The part of `doctor` that needs the store. Whatever throws here becomes a failed check. */
export const storeChecks = storeCommand({
  name: 'doctor store',
  says: 'The checks of doctor that need the store.',
  declare: (command) => command,
  args: Type.Object({}),
  read: async () => ({}),
  async run(app, _args, means) {
    const checks: Check[] = [];
    for (const [name, check] of CHECKS) {
      means.progress(name);
      try {
        checks.push({ name, ...(await check(app, means)) });
      } catch (error) {
        checks.push({ name, ok: false, found: (error as Error).message });
      }
    }
    return { checks };
  },
  print: ({ checks }) => JSON.stringify(checks),
});

type Finding = Omit<Check, 'name'>;

const CHECKS: readonly [name: string, check: (app: App, means: Means) => Promise<Finding>][] = [
  ['database', database],
  ['schema', schema],
  ['durability', durability],
  ['clock', clock],
  ['keys', keys],
  ['jobs', jobs],
  ['operators', operators],
  ['audit log', auditLogs],
];

async function database({ database: store }: App): Promise<Finding> {
  const server = await store.withConnection(({ sql }) => readStoreServer(sql));
  return { ok: true, found: `${store.engine}, PostgreSQL ${server?.version}` };
}

async function schema({ database: store }: App): Promise<Finding> {
  const { pending } = await migrate(store, MIGRATIONS, { dryRun: true });
  const found = pending.length === 0 ? 'up to date' : `pending: ${pending.join(', ')}`;
  return { ok: pending.length === 0, found, remedy: 'Run wardroom migrate.' };
}

async function durability({ database: store }: App): Promise<Finding> {
  const server = await store.withConnection(({ sql }) => readStoreServer(sql));
  if (server && server.weakened.length > 0) {
    return {
      ok: false,
      found: `switched off: ${server.weakened.join(', ')}`,
      remedy: 'Switch them on in postgresql.conf.',
    };
  }
  const before = store.stats()?.walFsyncs;
  await store.withConnection(({ sql }) => commitProbe(sql));
  const after = store.stats()?.walFsyncs;
  if (before === undefined || after === undefined) return { ok: true, found: 'the settings of the server ask for it' };
  const remedy = 'Stop the server: what it acknowledges may be lost.';
  return {
    ok: after > before,
    found: after > before ? 'a commit reaches fsync' : 'a commit does not reach fsync',
    remedy,
  };
}

async function clock({ database: store, clock: now }: App): Promise<Finding> {
  const server = await store.withConnection(({ sql }) => readStoreServer(sql));
  const skewMs = Math.abs(now().getTime() - (server?.now.getTime() ?? 0));
  const remedy = 'Set both clocks by NTP: sign-ins and checkpoints carry times.';
  return { ok: skewMs <= SKEW_MS_MAX, found: `${skewMs} ms from the database's clock`, remedy };
}

/** The deployment's compartment opens only with the key of the key file. */
async function keys({ units }: App): Promise<Finding> {
  await units.open('deployment', (work) => work.keys.compartment('team'));
  return { ok: true, found: 'the key file opens what is stored' };
}

async function jobs({ jobs: queue }: App): Promise<Finding> {
  const { waiting, running, dead } = await queue.counts();
  const remedy = 'The log says why they failed.';
  return { ok: dead === 0, found: `${waiting} waiting, ${running} running, ${dead} given up`, remedy };
}

/** To have none is no fault: everything can be done by commands. */
async function operators({ units }: App): Promise<Finding> {
  const { all, enrolled, withFactor } = await units.open('deployment', countOperators);
  if (all === 0) return { ok: true, found: 'none; wardroom operator add makes one for the console' };
  const found = `${all} accounts, ${enrolled} open, ${withFactor} of them with a second factor`;
  return { ok: withFactor === enrolled, found, remedy: 'Run wardroom operator reset for those without.' };
}

async function auditLogs(app: App, { signal, progress }: Means): Promise<Finding> {
  let logs = 0;
  for await (const team of scopes(app)) {
    signal.throwIfAborted();
    const verdict = await verifyExport(app.audit.export(app.units, team), { vkey: app.audit.verifierKey(team) });
    if (!verdict.ok) {
      const remedy = 'Keep a copy of the data as it is, and find out who could write to the database.';
      return {
        ok: false,
        found: `the log of ${team} does not verify: line ${verdict.line}: ${verdict.reason}`,
        remedy,
      };
    }
    logs += 1;
    progress(`${logs} audit logs`);
  }
  return { ok: true, found: `${logs} logs verify` };
}
