import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Opened, readOpened } from './egress/egress.ts';
import { readNetwork } from './networks.ts';
import { problem } from './problem.ts';

/** Everything that an operator can set, read once at the start from `wardroom.json` and the environment. */
export interface Config {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** The listener of those who run the deployment. */
  readonly console: { readonly host: string; readonly port: number; readonly url: string };
  readonly databaseUrl: string | undefined;
  readonly metricsPort: number;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Where mail for the desks comes in; neither: nowhere. */
  readonly mailIn: MailIn;
  /** Networks of our own proxies, whose word is taken for where a call came from. */
  readonly proxies: readonly string[];
  readonly egressPrivate: readonly Opened[];
  /** The bucket for files; undefined: they lie in the data folder. */
  readonly s3: { readonly url: string; readonly region: string } | undefined;
  /** A database of places by address, which the operator has; undefined: no place is shown. */
  readonly placesFile: string | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export interface MailIn {
  readonly smtp: Place | undefined;
  readonly lmtp: Place | { readonly path: string } | undefined;
  /** Paths of PEM files. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  /** As the server calls itself. */
  readonly name: string;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

interface Setting {
  readonly says: string;
  readonly default?: string;
  /** Never shown again once read: it may carry a password. */
  readonly secret?: true;
}

/** Each setting with its sentence of documentation; `wardroom doctor --settings` prints this table. */
export const SETTINGS = {
  WARDROOM_DATA: { says: 'The folder for keys, the embedded store and outgoing mail.', default: './data' },
  WARDROOM_HOST: {
    says: 'The address to listen on. Other than loopback only behind a TLS proxy.',
    default: '127.0.0.1',
  },
  WARDROOM_PORT: { says: 'The port to listen on; 0 takes a free one.', default: '8420' },
  WARDROOM_URL: {
    says:
      'The address that people type; links in mail start with it, passkeys are made for its host. ' +
      'Default: the listening address.',
  },
  WARDROOM_OPERATOR_HOST: {
    says: "The address of the operators' console. Other than loopback only behind a TLS proxy.",
    default: '127.0.0.1',
  },
  WARDROOM_OPERATOR_PORT: {
    says: "The port of the operators' console; 0 takes a free one. Default: the one after WARDROOM_PORT.",
  },
  WARDROOM_OPERATOR_URL: {
    says: "The address at which operators open the console. Default: the console's listening address.",
  },
  WARDROOM_PROXIES: {
    says: 'The proxies in front, whose X-Forwarded-For says where a call came from: 127.0.0.1, 10.0.0.0/8.',
    default: '',
  },
  DATABASE_URL: { says: 'PostgreSQL 15 or newer. Without it the embedded store is used.', secret: true },
  WARDROOM_METRICS_PORT: { says: 'The loopback port of the Prometheus metrics; 0 takes a free one.', default: '9420' },
  WARDROOM_SMTP_URL: {
    says: 'The mail server, smtps://user:password@host. Without it mail lands in a folder.',
    secret: true,
  },
  WARDROOM_MAIL_FROM: { says: 'The sender of mail.', default: 'Wardroom <wardroom@localhost>' },
  WARDROOM_MAIL_IN: {
    says: 'Where mail to security desks is taken in by SMTP, 0.0.0.0:25. Without it, nowhere; see WARDROOM_MAIL_LMTP.',
  },
  WARDROOM_MAIL_LMTP: {
    says: 'The same by LMTP, for a mail server in front: 127.0.0.1:24, or the path of a socket.',
  },
  WARDROOM_MAIL_CERTIFICATE: { says: 'The certificate of WARDROOM_MAIL_IN with its chain, a PEM file: for STARTTLS.' },
  WARDROOM_MAIL_KEY: { says: 'The private key of WARDROOM_MAIL_CERTIFICATE, a PEM file.' },
  WARDROOM_MAIL_NAME: { says: 'As the server greets who brings mail. Default: the host of WARDROOM_URL.' },
  WARDROOM_EGRESS_PRIVATE: {
    says: 'Private destinations that outgoing requests may reach: 10.1.2.0/24, 10.0.0.5:8443, [fd00::1]:443.',
    default: '',
  },
  WARDROOM_S3_URL: {
    says: 'The bucket for files, https://key:secret@host/bucket. Without it they lie in the data folder.',
    secret: true,
  },
  WARDROOM_S3_REGION: { says: 'The region of the bucket, for the signature of requests.', default: 'us-east-1' },
  WARDROOM_PLACES: {
    says: 'A database of places by address (.mmdb, MaxMind DB). With it, lists of devices say where one signed in.',
  },
  WARDROOM_LOG: { says: 'How much is logged: debug, info, warn, error or silent.', default: 'info' },
} as const satisfies Record<string, Setting>;

type SettingName = keyof typeof SETTINGS;

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export const unknownSetting = problem<{ setting: string; nearest: string }>(
  'config/unknown-setting',
  500,
  'There is no such setting. Correct its name or remove it.',
);
export const invalidSetting = problem<{ setting: string; expected: string }>(
  'config/invalid-setting',
  500,
  'A setting has a value that cannot be used. Correct it and start again.',
);

/**
 * Reads the configuration. The environment wins over `wardroom.json` in the data folder (an object of the same names).
 * Throws `unknownSetting` with the nearest known name, or `invalidSetting`.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  refuseUnknown(
    Object.keys(environment).filter((name) => name.startsWith('WARDROOM_') && !name.startsWith('WARDROOM_TEST_')),
  );
  const dataFolder = resolve(environment.WARDROOM_DATA || SETTINGS.WARDROOM_DATA.default);
  const file = readConfigFile(join(dataFolder, 'wardroom.json'));
  const value = (name: SettingName): string | undefined =>
    environment[name] || file[name] || (SETTINGS[name] as Setting).default;

  const host = value('WARDROOM_HOST') ?? '';
  const port = portOf('WARDROOM_PORT', value('WARDROOM_PORT'));
  const consoleHost = value('WARDROOM_OPERATOR_HOST') ?? '';
  // Who asks for a free port for one wants a free one for the other.
  const consolePort = portOf('WARDROOM_OPERATOR_PORT', value('WARDROOM_OPERATOR_PORT') ?? String(port && port + 1));
  const logLevel = LOG_LEVELS.find((level) => level === value('WARDROOM_LOG'));
  if (!logLevel) throw invalidSetting({ setting: 'WARDROOM_LOG', expected: LOG_LEVELS.join(', ') });
  const egressPrivate = readOpened(value('WARDROOM_EGRESS_PRIVATE') ?? '');
  if (!egressPrivate) {
    throw invalidSetting({ setting: 'WARDROOM_EGRESS_PRIVATE', expected: 'private addresses or ranges with commas' });
  }
  const url = urlOf('WARDROOM_URL', value('WARDROOM_URL'), ['http:', 'https:']) ?? `http://${host}:${port}`;
  return {
    dataFolder,
    host,
    proxies: proxiesOf(value('WARDROOM_PROXIES') ?? ''),
    port,
    url,
    console: {
      host: consoleHost,
      port: consolePort,
      url:
        urlOf('WARDROOM_OPERATOR_URL', value('WARDROOM_OPERATOR_URL'), ['http:', 'https:']) ??
        `http://${consoleHost}:${consolePort}`,
    },
    databaseUrl: urlOf('DATABASE_URL', value('DATABASE_URL'), ['postgres:', 'postgresql:']),
    metricsPort: portOf('WARDROOM_METRICS_PORT', value('WARDROOM_METRICS_PORT')),
    smtpUrl: urlOf('WARDROOM_SMTP_URL', value('WARDROOM_SMTP_URL'), ['smtp:', 'smtps:']),
    mailFrom: value('WARDROOM_MAIL_FROM') ?? '',
    mailIn: mailInOf(value, url),
    egressPrivate,
    s3: bucketOf(value('WARDROOM_S3_URL'), value('WARDROOM_S3_REGION') ?? ''),
    placesFile: value('WARDROOM_PLACES'),
    logLevel,
  };
}

function proxiesOf(text: string): readonly string[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return parts.map((part) => {
    const network = readNetwork(part);
    if (network === undefined)
      throw invalidSetting({ setting: 'WARDROOM_PROXIES', expected: 'addresses or networks with commas' });
    return network;
  });
}

function mailInOf(value: (name: SettingName) => string | undefined, url: string): MailIn {
  const [smtp, lmtp] = [value('WARDROOM_MAIL_IN'), value('WARDROOM_MAIL_LMTP')];
  const [certificate, key] = [value('WARDROOM_MAIL_CERTIFICATE'), value('WARDROOM_MAIL_KEY')];
  if ((certificate === undefined) !== (key === undefined)) {
    const missing = certificate === undefined ? 'WARDROOM_MAIL_CERTIFICATE' : 'WARDROOM_MAIL_KEY';
    throw invalidSetting({ setting: missing, expected: 'a certificate and its private key together' });
  }
  const name = value('WARDROOM_MAIL_NAME') ?? new URL(url).hostname.replace(/^\[(.*)\]$/, '[IPv6:$1]');
  if (!/^[\w.:[\]-]{1,255}$/.test(name)) {
    throw invalidSetting({ setting: 'WARDROOM_MAIL_NAME', expected: 'the name of a host' });
  }
  return {
    smtp: smtp === undefined ? undefined : placeOf('WARDROOM_MAIL_IN', smtp),
    lmtp: lmtp === undefined ? undefined : lmtpOf(lmtp),
    tls: certificate === undefined || key === undefined ? undefined : { certificate, key },
    name,
  };
}

/** Whoever reaches it is believed where a mail came from. */
function lmtpOf(text: string): NonNullable<MailIn['lmtp']> {
  if (text.startsWith('/')) return { path: text };
  const place = placeOf('WARDROOM_MAIL_LMTP', text);
  if (/^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(place.host)) return place;
  throw invalidSetting({ setting: 'WARDROOM_MAIL_LMTP', expected: 'an address of this very machine, or a path' });
}

function placeOf(setting: SettingName, text: string): Place {
  const { host, port } = /^(?<host>\[[\da-f:.]+\]|[\w.-]+):(?<port>\d{1,5})$/i.exec(text)?.groups ?? {};
  if (host === undefined || Number(port) > 65_535) {
    throw invalidSetting({ setting, expected: 'an address and a port, 127.0.0.1:25 or [::]:25' });
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

const BUCKET_FORM = 'https://key:secret@host/bucket; plain http only on this very machine';

function bucketOf(text: string | undefined, region: string): Config['s3'] {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url !== undefined && /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  const isWhole = url?.username && url.password && /^\/[^/]/.test(url.pathname) && !url.search && !url.hash;
  if (!isSafe || !isWhole) throw invalidSetting({ setting: 'WARDROOM_S3_URL', expected: BUCKET_FORM });
  return { url: text, region };
}

function readConfigFile(path: string): Partial<Record<SettingName, string>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(invalidSetting({ setting: path, expected: 'a JSON object of settings' }), { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalidSetting({ setting: path, expected: 'a JSON object of settings' });
  }
  refuseUnknown(Object.keys(parsed));
  if ('WARDROOM_DATA' in parsed) {
    throw invalidSetting({
      setting: 'WARDROOM_DATA',
      expected: 'the environment, not the file inside that very folder',
    });
  }
  return Object.fromEntries(Object.entries(parsed).map(([name, setting]) => [name, String(setting)]));
}

function refuseUnknown(names: readonly string[]): void {
  for (const name of names) {
    if (name in SETTINGS) continue;
    const nearest = Object.keys(SETTINGS).toSorted((a, b) => editDistance(name, a) - editDistance(name, b))[0] ?? '';
    throw unknownSetting({ setting: name, nearest });
  }
}

function portOf(setting: SettingName, text: string | undefined): number {
  const port = Number(text);
  if (!text || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw invalidSetting({ setting, expected: 'a whole number from 0 to 65535' });
  }
  return port;
}

function urlOf(setting: SettingName, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !protocols.includes(url.protocol)) {
    throw invalidSetting({
      setting,
      expected: `an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    });
  }
  return protocols.includes('https:') ? url.origin : text;
}

/** Levenshtein's distance, for naming the nearest known setting. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
