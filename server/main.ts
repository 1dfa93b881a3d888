/** The order of assembly: what stands on what, from the ground up. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { governanceRoom } from '#governance/governance.ts';
import { allows } from '#identity/access/access.ts';
import type { Furnish } from '#identity/founding/founding.ts';
import { type Identity, identityRoom } from '#identity/identity.ts';
import type { Welcome } from '#identity/members/members.ts';
import {
  createPasswords,
  PASSWORD_POLICY,
  type PasswordPolicy,
  type Passwords,
} from '#identity/passwords/passwords.ts';
import { everyTeam } from '#identity/teams/teams.ts';
import { owedRefusal } from '#identity/two-factor/two-factor.ts';
import { type AuditLog, createAuditLog, openSigningKey } from '#platform/audit/audit.ts';
import { type Blobs, blobJobs, openBlobs } from '#platform/blobs/blobs.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import type { Config } from '#platform/config.ts';
import { type Database, isConnectionLost, migrate, openDatabase } from '#platform/database/database.ts';
import { createEgress, type EgressOptions } from '#platform/egress/egress.ts';
import { healthRoutes } from '#platform/health.routes.ts';
import { createHttpServer, type HttpServer, openSite, type Page } from '#platform/http/http.ts';
import { createImages } from '#platform/images/images.ts';
import { createJobs, type Jobs } from '#platform/jobs/jobs.ts';
import { createLog, type Log } from '#platform/log.ts';
import { createMailer, type Mailer } from '#platform/mail/mail.ts';
import { createMetrics, type Metrics, serveMetrics } from '#platform/metrics/metrics.ts';
import { platformRoom } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import { systemRandom } from '#platform/random.ts';
import type { Room } from '#platform/room.ts';
import { dependsOnSecrets } from '#platform/store.sql.ts';
import { upkeepJobs } from '#platform/upkeep.jobs.ts';
import { openKeyFile, openVault, type Vault } from '#platform/vault/vault.ts';
import { createPusher, openVapidKeys } from '#platform/web-push/web-push.ts';
import { createUnits, storeUnavailable, type Units, type UnitsOptions } from '#platform/work.ts';
import { slackRoom } from '#slack/slack.ts';
import { createGeneralChannel, meets, refuseForeignChannels, welcome } from '#workspace/channels/channels.ts';
import { type Workspace, workspaceRoom } from '#workspace/workspace.ts';

export const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));
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
  },
  { file: 'workspace.html', paths: ['/t/:team', '/t/:team/*'] },
];

export const addressOpen = problem<{ host: string }>(
  'server/address-open',
  500,
  'Others could reach this unencrypted. Listen on 127.0.0.1, or name a TLS proxy in WARDROOM_URL.',
);
export const addressTaken = problem<{ address: string }>(
  'server/address-taken',
  503,
  'Another program listens at this address. Stop it, or choose another port.',
);

/** Where the secrets lie: outside the database's folder, so that a backup of the data does not carry them. */
export const secretsOf = (config: Config) => ({
  deploymentKey: join(config.dataFolder, 'keys', 'deployment-key.json'),
  auditKey: join(config.dataFolder, 'keys', 'audit-key'),
  pushKey: join(config.dataFolder, 'keys', 'vapid-key.json'),
});

/** What a test puts in the place of the machine's own. */
export interface Overrides {
  readonly clock?: Clock;
  readonly passwordPolicy?: PasswordPolicy;
  readonly mailer?: Mailer;
  readonly egress?: Pick<EgressOptions, 'resolve' | 'texts' | 'authority'>;
  readonly blobs?: Blobs;
  /** Hears the facts of each committed unit. */
  readonly committed?: Room['committed'];
}

/** Everything but the doors. The commands work on it, and `listen` opens the doors. */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly vault: Vault;
  readonly audit: AuditLog;
  readonly units: Units;
  readonly jobs: Jobs;
  readonly blobs: Blobs;
  readonly mailer: Mailer;
  readonly passwords: Passwords;
  /** What the rooms above do when somebody joins, and when a team is made. */
  readonly welcome: Welcome;
  readonly furnish: Furnish;
  readonly rooms: readonly Room[];
  /** The address that people type; the listening one unless `WARDROOM_URL` says otherwise. */
  readonly url: () => string;
  /** Settles with the reason when the store can't be used any more: the process must not go on. */
  readonly failed: Promise<Error>;
  /** Answers on the configured address, serves the metrics and runs the jobs. */
  listen(): Promise<{ readonly port: number; readonly metricsPort: number }>;
  /** Takes nothing new, finishes what was accepted, and closes everything down to the database; once. */
  close(): Promise<void>;
}

export async function assemble(config: Config, given: Overrides = {}): Promise<App> {
  const log = createLog(config.logLevel);
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
  const database = await openMigrated(config, log, fail);
  try {
    return await raise({ config, clock: given.clock ?? systemClock, log, database, failed }, given);
  } catch (error) {
    await database.close();
    throw error;
  }
}

type Ground = Pick<App, 'config' | 'clock' | 'log' | 'database' | 'failed'>;

/** What stands on the open store. */
async function raise(ground: Ground, given: Overrides): Promise<App> {
  const { config, clock, log, database } = ground;
  const random = systemRandom;
  const secrets = await openSecrets(config, database, clock);
  const metrics = createMetrics();
  const jobs = createJobs({ database, log, attempted: metrics.attempted });
  const rooms: Room[] = [];
  const published: UnitsOptions['published'] = (team, facts) => {
    jobs.wake(facts);
    for (const room of rooms) room.committed?.(team, facts);
    given.committed?.(team, facts);
  };
  const units = metrics.measured(
    createUnits({ database, clock, random, ...secrets, enqueue: jobs.enqueue, published }),
  );

  const egress = createEgress({ opened: config.egressPrivate, reached: metrics.reached, ...given.egress });
  const address = { port: config.port };
  const url = (): string => urlOf(config, address.port);
  const mail = { smtpUrl: config.smtpUrl, from: config.mailFrom, folder: join(config.dataFolder, 'mail') };
  const mailer = given.mailer ?? createMailer({ ...mail, random, clock, log });
  const pusher = createPusher(egress, await openVapidKeys(secretsOf(config).pushKey), contactOf(config));
  const passwordPolicy = given.passwordPolicy ?? PASSWORD_POLICY;
  const passwords = createPasswords(passwordPolicy, random);
  const blobs = given.blobs ?? (await openBlobs(config, random));
  const images = createImages();
  const furnish: Furnish = (work, owner) => createGeneralChannel(work, owner, 'general');
  const fromAbove = { welcome, furnish, meets, checkChannels: refuseForeignChannels };
  const identity = identityRoom({
    ...{ units, clock, log, url, mailer, passwords, passwordPolicy, blobs, images, egress },
    ...fromAbove,
  });
  const workspace = workspaceRoom({
    ...{ units, clock, log, egress, blobs, images, pusher, mailer, url },
    mails: config.smtpUrl !== undefined,
  });
  rooms.push(platformRoom, identity, workspace, governanceRoom(secrets.audit), slackRoom);
  await jobs.declare([
    ...platformJobs(secrets.audit, rooms),
    ...blobJobs(blobs, log),
    ...rooms.flatMap((room) => room.jobs),
  ]);

  const app = { ...ground, ...secrets, units, jobs, blobs, mailer, passwords, welcome, furnish, rooms, url };
  return { ...app, ...doors(app, { metrics, identity, workspace, address }) };
}

interface Behind {
  readonly metrics: Metrics;
  readonly identity: Identity;
  readonly workspace: Workspace;
  /** The port becomes known when a free one was asked for and the server listens. */
  readonly address: { port: number };
}

/** How the assembled house is opened to the world and closed again. */
function doors(app: Omit<App, 'listen' | 'close'>, behind: Behind): Pick<App, 'listen' | 'close'> {
  const { config, database, units, jobs, rooms, log } = app;
  const { metrics, identity, workspace, address } = behind;
  let http: HttpServer | undefined;
  let metricsListener: { close(): Promise<void> } | undefined;
  let closing: Promise<void> | undefined;

  const closeAll = async (): Promise<void> => {
    const answered = http?.close();
    // Streams would keep the listener open: they say goodbye first.
    await workspace.close?.();
    await answered;
    await identity.close();
    await jobs.close();
    await metricsListener?.close();
    app.blobs.store.close();
    await database.close();
  };

  return {
    async listen() {
      refuseOpenAddress(config);
      readNumbers(metrics, app, workspace);
      http = createHttpServer({
        units,
        log,
        url: app.url,
        random: systemRandom,
        authenticate: identity.authenticate,
        owed: owedRefusal,
        answered: metrics.answered,
        allows: (actor, permission) => allows(actor, permission as Parameters<typeof allows>[1]),
        routes: [...healthRoutes(() => closing !== undefined), ...rooms.flatMap((room) => room.routes)],
        refused: identity.denied,
        stream: { path: '/v1/stream', accept: workspace.stream.accept },
        site: openSite(CLIENT, PAGES),
      });
      address.port = await http.listen(config.host, config.port).catch(refuseTaken(`${config.host}:${config.port}`));
      const served = await serveMetrics(metrics, config.metricsPort).catch(
        refuseTaken(`127.0.0.1:${config.metricsPort}`),
      );
      metricsListener = served;
      await jobs.run(units);
      for (const room of rooms) room.start?.();
      return { port: address.port, metricsPort: served.port };
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}

async function openMigrated(config: Config, log: Log, onFatal: (error: Error) => void): Promise<Database> {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    folder: storeFolderOf(config),
    onFatal,
    onLost: (error) => log.warn({ err: error }, 'A database connection was lost; another one is opened'),
  });
  try {
    const { applied } = await migrate(database, MIGRATIONS);
    if (applied.length > 0) log.info({ applied }, 'The schema was brought up to date');
    return database;
  } catch (error) {
    await database.close();
    throw isConnectionLost(error) ? Object.assign(storeUnavailable(), { cause: error }) : error;
  }
}

export const storeFolderOf = (config: Config): string => join(config.dataFolder, 'store');

async function openSecrets(
  config: Config,
  database: Database,
  clock: Clock,
): Promise<{ vault: Vault; audit: AuditLog }> {
  const depends = await database.withConnection(({ sql }) => dependsOnSecrets(sql));
  const { deploymentKey, auditKey } = secretsOf(config);
  const keys = await openKeyFile(deploymentKey, { expected: depends.keys }, clock(), systemRandom);
  const signers = await openSigningKey(auditKey, { expected: depends.entries }, systemRandom);
  return { vault: openVault(keys), audit: createAuditLog(signers) };
}

const platformJobs = (audit: AuditLog, rooms: readonly Room[]) =>
  upkeepJobs({
    audit,
    holdings: rooms.flatMap((room) => room.holdings),
    async *teams(units) {
      for await (const team of everyTeam(units)) yield team.id;
    },
  });

function readNumbers(
  metrics: Metrics,
  { jobs, blobs, database }: Pick<App, 'jobs' | 'blobs' | 'database'>,
  workspace: Workspace,
): void {
  metrics.read(
    { jobs_waiting: 'Queued.', jobs_running: 'Running.', jobs_dead: 'Given up, to be looked at.' },
    async () => {
      const { waiting, running, dead } = await jobs.counts();
      return { jobs_waiting: waiting, jobs_running: running, jobs_dead: dead };
    },
  );
  metrics.read(
    {
      uploads_receiving: 'Uploads that are being received.',
      blob_bytes_held: 'Sealed bytes in memory on their way to the storage.',
      blob_objects_missing: 'Objects that the last sweep did not find in the storage.',
    },
    () => ({
      uploads_receiving: workspace.uploads.receiving(),
      blob_bytes_held: blobs.held(),
      blob_objects_missing: blobs.missing(),
    }),
  );
  metrics.read(
    { stream_sockets: 'Open sockets.', stream_frames: 'Frames sent.', stream_closed_slow: 'Closed as too slow.' },
    () => {
      const { sockets, frames, closedSlow } = workspace.stream.hub.stats();
      return { stream_sockets: sockets, stream_frames: frames, stream_closed_slow: closedSlow };
    },
  );
  if (database.engine === 'postgres') return;
  metrics.read(
    { store_fsyncs: 'Writes forced to disk.', store_wal_fsyncs: 'Of the log.', store_checkpoints: 'Checkpoints.' },
    () => {
      const stats = database.stats();
      return {
        store_fsyncs: stats?.fsyncs ?? 0,
        store_wal_fsyncs: stats?.walFsyncs ?? 0,
        store_checkpoints: stats?.checkpoints ?? 0,
      };
    },
  );
}

/** Whom a push service asks when something is wrong with our requests. */
const contactOf = ({ url, mailFrom }: Config): string =>
  url.startsWith('https:') ? url : `mailto:${/<([^>]+)>/.exec(mailFrom)?.[1] ?? mailFrom}`;

const urlOf = (config: Config, port: number): string =>
  config.url === `http://${config.host}:${config.port}` ? `http://${config.host}:${port}` : config.url;

function refuseOpenAddress({ host, url }: Config): void {
  const isLoopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);
  if (!isLoopback && !url.startsWith('https:')) throw addressOpen({ host });
}

const refuseTaken = (address: string) => (error: NodeJS.ErrnoException) => {
  throw error.code === 'EADDRINUSE' ? addressTaken({ address }) : error;
};
