import { parse, type SourceFile } from './source.ts';

/** Modules that can open a connection, with what of them cannot. */
const harmless: Readonly<Record<string, RegExp>> = {
  'node:net': /^(isIP|isIPv4|isIPv6|createServer|BlockList)$/,
  'node:http': /^(createServer|STATUS_CODES)$/,
  'node:https': /^createServer$/,
  'node:http2': /^(createServer|createSecureServer|constants)$/,
  'node:tls': /^(createServer|createSecureContext)$/,
  'node:dns': /^$/,
  'node:dns/promises': /^$/,
  'node:dgram': /^$/,
  undici: /^$/,
  ws: /^WebSocketServer$/,
  pg: /^$/,
  nodemailer: /^$/,
  mailauth: /^$/,
  'web-push': /^$/,
  'openid-client': /^$/,
  '@aws-sdk/client-s3': /^$/,
};

/** Who opens connections, what to, and why it does not go through the door. */
const allowed: Readonly<Record<string, { modules: RegExp; because: string }>> = {
  'server/platform/egress/': {
    modules: /^node:(net|tls|http|dns\/promises)$/,
    because: 'This is the door.',
  },
  'server/platform/control/control.ts': {
    modules: /^node:net$/,
    because: 'A socket in the file system, by which commands reach the server.',
  },
  'server/platform/database/': {
    modules: /^pg$/,
    because: 'The database that the operator names in DATABASE_URL; nobody else can name another.',
  },
  'server/platform/blobs/': {
    modules: /^@aws-sdk\/client-s3$/,
    because: 'The store of bytes that the operator names, often one in a private network.',
  },
  'server/platform/web-push/web-push.ts': {
    modules: /^web-push$/,
    because: 'Makes the request, encrypted and signed, and leaves the sending to the door.',
  },
  'server/identity/oidc/': {
    modules: /^openid-client$/,
    because: 'Makes the requests to a provider of single sign-on, and is given the door to send them by.',
  },
  'server/platform/realtime/socket.ts': {
    modules: /^ws$/,
    because: 'The states of the sockets that clients have opened.',
  },
  'server/desk/mail-intake/verdicts/worker.ts': {
    modules: /^mailauth$/,
    because: 'Checks where a mail came from, and is given the door to ask the DNS by.',
  },
  'server/platform/mail/mail.ts': {
    modules: /^nodemailer$/,
    because: 'The mail server that the operator names in WARDROOM_SMTP_URL, often one in a private network.',
  },
};

/** Every place that could open an outgoing connection and is not listed, as `path:line module name`. */
export function outgoingConnections(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => /^(contract|server)\/.*\.ts$/.test(path) && !isForTests(path))
    .flatMap((file) => {
      const parsed = parse(file);
      const imports = parsed.imports.flatMap(({ from, names, line }) =>
        names.filter((name) => !isAllowed(file.path, from, name)).map((name) => `${file.path}:${line} ${from} ${name}`),
      );
      const globals = [
        ...parsed.names.filter(({ role }) => role === 'used').map(({ name, line }) => ({ text: name, line })),
        ...parsed.phrases,
      ].filter(({ text }) =>
        /^((globalThis|global)\.)?(fetch|EventSource|XMLHttpRequest)$|\.sendNotification$/.test(text),
      );
      return [...imports, ...globals.map(({ text, line }) => `${file.path}:${line} ${text}`)];
    });
}

const isForTests = (path: string): boolean => path.endsWith('.test.ts') || /\/testing(\.ts$|\/)/.test(path);

function isAllowed(path: string, from: string, name: string): boolean {
  const module = `node:${from}` in harmless ? `node:${from}` : from;
  const safe = harmless[module];
  if (safe === undefined || safe.test(name)) return true;
  return Object.entries(allowed).some(([place, { modules }]) => path.startsWith(place) && modules.test(module));
}
