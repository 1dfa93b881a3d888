import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { editDistance, readConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
after(() => rmSync(folder, { recursive: true }));
const file = (text: string): void => writeFileSync(join(folder, 'wardroom.json'), text);
const read = (environment: Record<string, string> = {}) => readConfig({ WARDROOM_DATA: folder, ...environment });

test('without any setting the server listens on loopback and keeps its data below the working folder', () => {
  const config = readConfig({});
  assert.deepEqual([config.host, config.port, config.url], ['127.0.0.1', 8420, 'http://127.0.0.1:8420']);
  assert.equal(config.dataFolder, join(process.cwd(), 'data'));
  assert.deepEqual([config.databaseUrl, config.smtpUrl], [undefined, undefined]);
});

test('the console listens on loopback, on the port after the other one unless a setting says where', () => {
  assert.deepEqual(readConfig({}).console, { host: '127.0.0.1', port: 8421, url: 'http://127.0.0.1:8421' });
  assert.equal(read({ WARDROOM_PORT: '0' }).console.port, 0);
  const behindProxy = { WARDROOM_OPERATOR_HOST: '10.0.0.5', WARDROOM_OPERATOR_URL: 'https://ops.example/' };
  assert.deepEqual(read({ ...behindProxy, WARDROOM_OPERATOR_PORT: '9000' }).console, {
    ...{ host: '10.0.0.5', port: 9000, url: 'https://ops.example' },
  });
});

test('the environment wins over the file', () => {
  file('{ "WARDROOM_PORT": 9000, "WARDROOM_HOST": "localhost" }');
  const config = read({ WARDROOM_PORT: '9001' });
  assert.deepEqual([config.host, config.port], ['localhost', 9001]);
});

test('an unknown setting refuses to start and names the nearest known one', () => {
  file('{}');
  assert.throws(() => read({ WARDROOM_PROT: '1' }), {
    code: 'config/unknown-setting',
    detail: { setting: 'WARDROOM_PROT', nearest: 'WARDROOM_PORT' },
  });
  file('{ "DATABASE_ULR": "postgres://x" }');
  assert.throws(() => read(), {
    code: 'config/unknown-setting',
    detail: { setting: 'DATABASE_ULR', nearest: 'DATABASE_URL' },
  });
  file('{}');
});

for (const [setting, value] of [
  ['WARDROOM_PORT', '80x'],
  ['WARDROOM_PORT', '65536'],
  ['WARDROOM_METRICS_PORT', '-1'],
  ['WARDROOM_OPERATOR_PORT', '65536'],
  ['WARDROOM_OPERATOR_URL', 'ops.example'],
  ['WARDROOM_URL', 'wardroom.example'],
  ['WARDROOM_URL', 'ftp://wardroom.example'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['WARDROOM_SMTP_URL', 'https://mail.example'],
  ['WARDROOM_MAIL_IN', '25'],
  ['WARDROOM_MAIL_IN', '0.0.0.0:65536'],
  ['WARDROOM_MAIL_LMTP', '10.0.0.5:24'],
  ['WARDROOM_MAIL_NAME', 'mx example'],
  ['WARDROOM_PROXIES', '127.0.0.1, loadbalancer'],
  ['WARDROOM_EGRESS_PRIVATE', '169.254.169.254'],
  ['WARDROOM_EGRESS_PRIVATE', '93.184.215.14'],
  ['WARDROOM_LOG', 'loud'],
] as const) {
  test(`${setting}=${value} is refused`, () => {
    assert.throws(
      () => read({ [setting]: value }),
      (error: { code?: string; detail?: { setting: string } }) => {
        assert.equal(error.code, 'config/invalid-setting');
        assert.equal(error.detail?.setting, setting);
        return true;
      },
    );
  });
}

for (const text of ['not json', '[]', 'null', '"text"', '{ "WARDROOM_DATA": "elsewhere" }']) {
  test(`a file with ${text} is refused`, () => {
    file(text);
    assert.throws(() => read(), { code: 'config/invalid-setting' });
    file('{}');
  });
}

test('a bucket is named with its credentials, over TLS unless it is on this very machine', () => {
  for (const url of ['https://key:secret@s3.example/bucket', 'http://key:secret@127.0.0.1:9000/bucket/below']) {
    assert.deepEqual(read({ WARDROOM_S3_URL: url }).s3, { url, region: 'us-east-1' });
  }
  for (const url of [
    'http://key:secret@s3.example/bucket',
    'https://s3.example/bucket',
    'https://key:secret@s3.example/',
    'https://key:secret@s3.example/bucket?tls=off',
    's3://bucket',
  ]) {
    assert.throws(() => read({ WARDROOM_S3_URL: url }), { code: 'config/invalid-setting' }, url);
  }
});

test('a path after the address is cut off: links start with the origin alone', () => {
  assert.equal(read({ WARDROOM_URL: 'https://wardroom.example/team/' }).url, 'https://wardroom.example');
});

test('the distance between two names is a metric', () => {
  const name = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.equal(editDistance(a, b) === 0, a === b);
      assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
    }),
  );
});

test('mail comes in where it is said, and nowhere without a word', () => {
  assert.deepEqual(read().mailIn, { smtp: undefined, lmtp: undefined, tls: undefined, name: '127.0.0.1' });
  const open = {
    WARDROOM_URL: 'https://desk.example',
    WARDROOM_MAIL_IN: '[::]:25',
    WARDROOM_MAIL_LMTP: 'localhost:24',
  };
  const { smtp, lmtp, name } = read(open).mailIn;
  assert.deepEqual([smtp, lmtp, name], [{ host: '::', port: 25 }, { host: 'localhost', port: 24 }, 'desk.example']);
  assert.deepEqual(read({ WARDROOM_MAIL_LMTP: '/run/wardroom/lmtp.sock' }).mailIn.lmtp, {
    path: '/run/wardroom/lmtp.sock',
  });
  assert.throws(() => read({ WARDROOM_MAIL_KEY: 'key.pem' }), {
    code: 'config/invalid-setting',
    detail: { setting: 'WARDROOM_MAIL_CERTIFICATE', expected: 'a certificate and its private key together' },
  });
});
