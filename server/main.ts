/** The order of assembly: what stands on what, from the ground up. */
import { mkdirSync, readFileSync } from 'node:fs';
import { type DeskRoom, deskRoom } from '#desk/desk.ts';
import { governanceRoom } from '#governance/governance.ts';
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
import type { Deployment } from '#operators/deployment/deployment.ts';
import { type Operators, operatorsRoom } from '#operators/operators.ts';
import { type AuditLog, createAuditLog, openSigningKey } from '#platform/audit/audit.ts';
import { type Blobs, blobJobs, openBlobs } from '#platform/blobs/blobs.ts';
import { type Bus, createBus } from '#platform/bus/bus.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import type { Config } from '#platform/config.ts';
import { type Database, isConnectionLost, migrate, openDatabase } from '#platform/database/database.ts';
import { createEgress, type EgressOptions } from '#platform/egress/egress.ts';
import { healthRoutes } from '#platform/health.routes.ts';
import type { HttpServer, Route } from '#platform/http/http.ts';
import { createImages } from '#platform/images/images.ts';
import type { IncomingMailListener } from '#platform/incoming-mail/incoming-mail.ts';
import { createJobs, type Jobs } from '#platform/jobs/jobs.ts';
import { MIGRATIONS, secretsOf, storeFolderOf } from '#platform/layout.ts';
import { createLog, type Log } from '#platform/log.ts';
import { type Carrier, createMailer, type Mailer, mailFolder } from '#platform/mail/mail.ts';
import { createMetrics, type Metrics, serveMetrics } from '#platform/metrics/metrics.ts';
import { createNetworkTest } from '#platform/networks.ts';
import { openPlaces } from '#platform/places/places.ts';
import { platformRoom } from '#platform/platform.ts';
import { systemRandom } from '#platform/random.ts';
import type { Room } from '#platform/room.ts';
import { dependsOnSecrets } from '#platform/store.sql.ts';
import { upkeepJobs } from '#platform/upkeep.jobs.ts';
import { openKeyFile, openVault, type Vault } from '#platform/vault/vault.ts';
import { createPusher, openVapidKeys } from '#platform/web-push/web-push.ts';
import { createUnits, type Facts, storeUnavailable, type Units, type UnitsOptions } from '#platform/work.ts';
import { slackRoom } from '#slack/slack.ts';
import { createGeneralChannel, meets, refuseForeignChannels, welcome } from '#workspace/channels/channels.ts';
import { type Workspace, workspaceRoom } from '#workspace/workspace.ts';
import {
  listenOn,
  makeConsoleDoor,
  makeTeamsDoor,
  openMailDoor,
  refuseOpenAddress,
  refuseTaken,
  urlOf,
} from './doors.ts';
import { readNumbers } from './numbers.ts';

const VERSION = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;

/** What a test puts in the place of the machine's own. */
export interface Overrides {
  readonly clock?: Clock;
  readonly passwordPolicy?: PasswordPolicy;
  readonly mailer?: Mailer & Carrier;
  readonly egress?: Pick<EgressOptions, 'resolve' | 'texts' | 'records' | 'authority'>;
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
  readonly mailer: Mailer & Carrier;
  readonly passwords: Passwords;
  /** What the rooms above do when somebody joins, and when a team is made. */
  readonly welcome: Welcome;
  readonly furnish: Furnish;
  readonly rooms: readonly Room[];
  /** The address that people type; the listening one unless `WARDROOM_URL` says otherwise. */
  readonly url: () => string;
  /** The same of the operators' console, which has routes of its own. */
  readonly consoleUrl: () => string;
  readonly consoleRoutes: readonly Route[];
  /** Settles with the reason when the store can't be used any more: the process must not go on. */
  readonly failed: Promise<Error>;
  /** Answers on the configured address, serves the metrics and runs the jobs. */
  listen(): Promise<{
    readonly port: number;
    readonly consolePort: number;
    readonly metricsPort: number;
    readonly mailPorts: IncomingMailListener['ports'];
  }>;
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
  const heard: UnitsOptions['published'] = (team, facts) => {
    for (const room of rooms) room.committed?.(team, facts);
  };
  const published: UnitsOptions['published'] = (team, facts) => {
    jobs.wake(facts);
    heard(team, facts);
    given.committed?.(team, facts);
  };
  const crossing = new Set<keyof Facts>();
  const bus = createBus({
    ...{ database, random, log, heard, kinds: crossing },
    missed: (team) => {
      for (const room of rooms) room.missed?.(team);
    },
  });
  const enqueue: UnitsOptions['enqueue'] = async (sql, team, facts) => {
    await jobs.enqueue(sql, team, facts);
    await bus.send(sql, team, facts);
  };
  const units = metrics.measured(createUnits({ database, clock, random, ...secrets, enqueue, published }));

  const egress = createEgress({ opened: config.egressPrivate, reached: metrics.reached, ...given.egress });
  const ports = portsIn(config);
  const url = (): string => urlOf(config, ports.workspace);
  const consoleUrl = (): string => urlOf(config.console, ports.console);
  const mail = { smtpUrl: config.smtpUrl, from: config.mailFrom, folder: mailFolder(config.dataFolder) };
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
    ...{ ...fromAbove, placeOf: await openPlaces(config.placesFile), closers: async () => 1 + (await bus.others()) },
  });
  const workspace = workspaceRoom({
    ...{ units, clock, log, egress, blobs, images, pusher, mailer, url },
    ...{ random, mails: config.smtpUrl !== undefined },
  });
  const operators = operatorsRoom({
    ...{ units, clock, log, passwords, guesses: identity.guesses, url: consoleUrl },
    deployment: deploymentOf(ground, { jobs, ports, sockets: () => workspace.stream.hub.stats().sockets, rooms }),
  });
  const desk = deskRoom({
    ...{ units, clock, log, mailer, url, guesses: identity.guesses },
    ...{ mailName: config.mailIn.name, egress },
  });
  rooms.push(platformRoom, identity, workspace, governanceRoom(secrets.audit), desk, slackRoom, operators);
  for (const kind of rooms.flatMap((room) => room.crossing ?? [])) crossing.add(kind);
  await jobs.declare([
    ...platformJobs(secrets.audit, rooms),
    ...blobJobs(blobs, log),
    ...rooms.flatMap((room) => room.jobs),
  ]);

  const made = { units, jobs, blobs, mailer, passwords, welcome, furnish, rooms };
  const app = { ...ground, ...secrets, ...made, url, consoleUrl };
  const whole = { ...app, consoleRoutes: operators.console.routes };
  return { ...whole, ...doors(whole, { metrics, identity, workspace, operators, desk, ports, bus }) };
}

interface Behind {
  readonly metrics: Metrics;
  readonly identity: Identity;
  readonly workspace: Workspace;
  readonly bus: Bus;
  readonly operators: Operators;
  readonly desk: DeskRoom;
  readonly ports: Ports;
}

/** A port becomes known when a free one was asked for and the server listens. */
type Ports = { -readonly [Of in 'workspace' | 'console' | 'metrics' | 'smtp' | 'lmtp']: number };

/** What the console shows of the server as a whole. */
const deploymentOf = (
  { config, clock, database }: Ground,
  of: {
    readonly jobs: Jobs;
    readonly ports: Ports;
    readonly sockets: () => number;
    readonly rooms: readonly Room[];
  },
): Deployment => ({
  ...{ version: VERSION, startedAt: clock(), engine: database.engine, dataFolder: config.dataFolder },
  mailFolder: config.smtpUrl === undefined ? mailFolder(config.dataFolder) : undefined,
  files: config.s3 === undefined ? 'folder' : 'bucket',
  listeners: () => [
    { purpose: 'workspace', host: config.host, port: of.ports.workspace },
    { purpose: 'console', host: config.console.host, port: of.ports.console },
    { purpose: 'metrics', host: '127.0.0.1', port: of.ports.metrics },
    ...mailListeners(config, of.ports),
  ],
  sockets: of.sockets,
  jobs: () => of.jobs.counts(),
  evidence: () => of.rooms.flatMap((room) => room.evidence),
});

/** As they were asked for. */
const portsIn = ({ port, console: { port: ofConsole }, metricsPort, mailIn: { smtp, lmtp } }: Config): Ports => ({
  ...{ workspace: port, console: ofConsole, metrics: metricsPort, smtp: smtp?.port ?? 0 },
  lmtp: lmtp && 'port' in lmtp ? lmtp.port : 0,
});

/** Those at a port; a socket in the file system is none. */
const mailListeners = ({ mailIn: { smtp, lmtp } }: Config, ports: Ports): ReturnType<Deployment['listeners']> => [
  ...(smtp ? [{ purpose: 'mail' as const, host: smtp.host, port: ports.smtp }] : []),
  ...(lmtp && 'host' in lmtp ? [{ purpose: 'mail' as const, host: lmtp.host, port: ports.lmtp }] : []),
];

/** How the assembled house is opened to the world and closed again. */
function doors(app: Omit<App, 'listen' | 'close'>, behind: Behind): Pick<App, 'listen' | 'close'> {
  const { config, database, units, jobs, rooms, log } = app;
  const { metrics, identity, workspace, operators, desk, ports, bus } = behind;
  let http: HttpServer | undefined;
  let consoleHttp: HttpServer | undefined;
  let metricsListener: { close(): Promise<void> } | undefined;
  let mailListener: IncomingMailListener | undefined;
  let closing: Promise<void> | undefined;

  const closeAll = async (): Promise<void> => {
    const answered = http?.close();
    await mailListener?.close();
    // Streams would keep the listener open: they say goodbye first.
    await workspace.close?.();
    await answered;
    await consoleHttp?.close();
    await operators.close();
    await identity.close();
    await jobs.close();
    await bus.close();
    await metricsListener?.close();
    app.blobs.store.close();
    await database.close();
  };

  return {
    async listen() {
      refuseOpenAddress(config);
      refuseOpenAddress(config.console);
      const { stream, uploads } = workspace;
      readNumbers(metrics, {
        ...{ database, jobs, blobs: app.blobs, uploads },
        guesses: identity.guesses,
        hub: stream.hub,
      });
      // What another process ends is heard before anybody is let in.
      await bus.start();
      const { answered } = metrics;
      const shared = { ...{ units, log, answered, random: systemRandom }, isProxy: createNetworkTest(config.proxies) };
      const routes = [...healthRoutes(() => closing !== undefined), ...rooms.flatMap((room) => room.routes)];
      const { authenticate, denied: refused } = identity;
      http = makeTeamsDoor(shared, { url: app.url, routes, authenticate, refused }, stream.accept);
      consoleHttp = makeConsoleDoor(shared, { url: app.consoleUrl, ...operators.console });
      ports.workspace = await listenOn(http, config);
      ports.console = await listenOn(consoleHttp, config.console);
      const metricsAt = { host: '127.0.0.1', port: config.metricsPort };
      const served = await serveMetrics(metrics, metricsAt.port).catch(refuseTaken(metricsAt));
      metricsListener = served;
      ports.metrics = served.port;
      mailListener = await openMailDoor(desk.listenForMail, config.mailIn);
      Object.assign(ports, mailListener.ports);
      await jobs.run(units);
      for (const room of rooms) room.start?.();
      return {
        ...{ port: ports.workspace, consolePort: ports.console, metricsPort: served.port },
        mailPorts: mailListener.ports,
      };
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

/** Whom a push service asks when something is wrong with our requests. */
const contactOf = ({ url, mailFrom }: Config): string =>
  url.startsWith('https:') ? url : `mailto:${/<([^>]+)>/.exec(mailFrom)?.[1] ?? mailFrom}`;
