/** A full sign-in and sign-out by SimpleSAMLphp, an identity provider that is not our code. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { newSigner } from '#identity/testing/identity-provider.ts';
import { type Answer, createTestApp } from '../app.ts';
import { installPackage } from '../debian.ts';

const PHP = '/usr/bin/php';
const WWW = '/usr/share/simplesamlphp/www';
const IDP = 'https://idp.example';

const isReady = (): boolean =>
  existsSync(WWW) && spawnSync(PHP, ['-r', 'exit(class_exists("DOMDocument") ? 0 : 1);']).status === 0;
const missing = isReady() ? undefined : (installPackage('simplesamlphp') ?? installPackage('php-xml'));
if (missing) console.log(`\nSKIPPED: nobody signs in by SimpleSAMLphp, which is missing. ${missing}\n`);

/** As its documentation wants it; our own metadata is read as we hand it out. */
function configure(folder: string, ours: string): void {
  const idp = newSigner();
  const lines = idp.certificate.replaceAll(/.{64}/g, '$&\n');
  const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  const files: Record<string, string> = {
    'idp.crt': pem,
    'idp.pem': idp.privateKey,
    'ours.xml': ours,
    'config.php': `<?php $config = [
      'baseurlpath' => '${IDP}/', 'certdir' => __DIR__ . '/', 'datadir' => __DIR__ . '/', 'tempdir' => __DIR__ . '/tmp',
      'loggingdir' => __DIR__ . '/', 'logging.handler' => 'errorlog', 'timezone' => 'UTC', 'secretsalt' => 'of a test',
      'auth.adminpassword' => 'nobody knows', 'technicalcontact_email' => 'a@idp.example', 'enable.saml20-idp' => true,
      'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true], 'store.type' => 'phpsession',
      'session.cookie.secure' => false, 'session.phpsession.savepath' => __DIR__ . '/tmp', 'language.default' => 'en',
      'metadata.sources' => [['type' => 'flatfile', 'directory' => __DIR__ . '/metadata'],
        ['type' => 'xml', 'file' => __DIR__ . '/ours.xml']],
    ];`,
    'authsources.php': `<?php $config = ['staff' => ['exampleauth:UserPass', 'ada:orbit' => [
      'uid' => ['ada'], 'mail' => ['ada@harbour.example'], 'displayName' => ['Ada Ash'], 'groups' => ['deck']]]];`,
  };
  for (const below of ['metadata', 'tmp']) mkdirSync(join(folder, below));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** Who it is, with or without encryption. */
function describe(folder: string, encrypts: boolean): void {
  const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
  writeFileSync(
    join(folder, 'metadata/saml20-idp-hosted.php'),
    `<?php $metadata['${IDP}/metadata'] = ['host' => '__DEFAULT__',
      'privatekey' => 'idp.pem', 'certificate' => 'idp.crt', 'auth' => 'staff', 'redirect.validate' => true,
      'validate.authnrequest' => true, 'redirect.sign' => true, 'assertion.encryption' => ${encrypts},
      'authproc' => [3 => ['class' => 'saml:AttributeNameID', 'attribute' => 'uid', 'Format' => '${persistent}']]];`,
  );
}

type Visit = (address: string, init?: RequestInit) => Promise<Response>;

/** PHP's own server on a free port; returns what a browser would get from `https://idp.example`. */
async function startIdp(folder: string): Promise<Visit> {
  const env = { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: folder };
  const php: ChildProcess = spawn(PHP, ['-d', 'opcache.enable=0', '-S', '127.0.0.1:0', '-t', WWW], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  after(() => php.kill());
  const said: string[] = [];
  let port: string | undefined;
  for await (const line of createInterface({ input: php.stderr ?? assert.fail() })) {
    said.push(line);
    port = /Development Server \(http:\/\/127\.0\.0\.1:(\d+)\) started/.exec(line)?.[1];
    if (port) break;
  }
  assert.ok(port, said.join('\n'));
  php.stderr?.resume();
  const cookies = new Map<string, string>();
  return async (address, init = {}) => {
    const { pathname, search } = new URL(address, IDP);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      ...init,
      headers: { ...init.headers, cookie },
      redirect: 'manual',
    });
    for (const given of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = given.split(';')[0]?.split('=') ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
}

const decoded = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#039;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const fieldIn = (html: string, name: string): string => {
  const input = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(html)?.[0] ?? assert.fail(`no ${name} in ${html}`);
  return decoded(/value="([^"]*)"/.exec(input)?.[1] ?? '');
};

const HOPS_MAX = 20;

/** Ada signs in at the provider, to which `address` leads; returns the form that its last page would post to us. */
async function signInThere(visit: Visit, address: string): Promise<[name: string, value: string][]> {
  const follow = async (page: Response): Promise<string> => {
    let at = page;
    for (let hops = 0; at.status >= 300 && at.status < 400; hops++) {
      assert.ok(hops < HOPS_MAX, 'the provider leads in a circle');
      at = await visit(at.headers.get('location') ?? assert.fail());
    }
    return at.text();
  };
  const form = await follow(await visit(address));
  const body = new URLSearchParams({ username: 'ada', password: 'orbit', AuthState: fieldIn(form, 'AuthState') });
  const answered = await follow(await visit('/module.php/core/loginuserpass.php', { method: 'POST', body }));
  return ['SAMLResponse', 'RelayState'].map((name) => [name, fieldIn(answered, name)]);
}

/** The server with a team that signs in by the provider, and the provider with what it knows of the team. */
async function meet() {
  const texts = new Map<string, readonly string[]>();
  const app = await createTestApp({ egress: { texts: async (name) => texts.get(name) ?? [] } });
  const team = await app.createTestTeam();
  const owner = app.call((await app.signIn(team.owner)).value);
  const done = ({ status, body }: Answer): Answer['body'] => {
    assert.ok(status < 300, JSON.stringify(body));
    return body;
  };
  const { domains } = done(await owner.put('/v1/claimed-domains/harbour.example'));
  texts.set(domains[0].recordName, [domains[0].record]);
  done(await owner.post('/v1/claimed-domains/harbour.example/proof', {}));

  // Each side needs the metadata of the other: ours is known once there is a provider, whose certificate follows.
  const settings = {
    ...{
      kind: 'saml',
      entityId: `${IDP}/metadata`,
      signInUrl: `${IDP}/later`,
      certificates: [newSigner().certificate],
    },
    ...{ takesUnasked: false, signsOutThere: true, vouchesForAddresses: true },
  };
  const given = { name: 'SimpleSAMLphp', isOn: true, settings, newAccounts: { role: 'member', roles: [] } };
  const provider = done(await owner.post('/v1/sso/providers', given));
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-idp-'));
  after(() => rmSync(folder, { recursive: true }));
  configure(folder, await (await fetch(provider.saml.metadataUrl)).text());
  describe(folder, false);
  const visit = await startIdp(folder);
  const xml = await (await visit('/saml2/idp/metadata.php')).text();
  const described = done(await owner.post('/v1/sso/metadata', { xml }));
  done(await owner.put(`/v1/sso/providers/${provider.id}`, { ...given, settings: { ...settings, ...described } }));
  done(await owner.put('/v1/sso/policy', { mode: 'optional', countsAsFactor: false }));
  return { app, team, provider, described, visit, describe: (encrypts: boolean) => describe(folder, encrypts) };
}

// biome-ignore lint/suspicious/noExplicitAny: replies of several shapes
const bodyOf = async (answer: Response | Promise<Response>): Promise<any> => (await answer).json();

/** Ada comes in by the provider; returns how this device looks at us, and what of the message was encrypted. */
async function comeIn({ app, team, provider, visit }: Awaited<ReturnType<typeof meet>>) {
  const json = { 'content-type': 'application/json', origin: app.base };
  const post = (path: string, body: object, headers: object = {}) =>
    fetch(`${app.base}${path}`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const left = await post('/v1/sso/requests', { team: team.slug, provider: provider.id });
  const cookie = left.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const fields = await signInThere(visit, (await bodyOf(left)).location);
  const response = `${new URLSearchParams(fields)}`;
  const returned = { team: team.slug, provider: provider.id, response };
  const came = await post('/v1/sso/requests/completion', returned, { cookie });
  const { member } = await bodyOf(came);
  assert.deepEqual([member?.name, member?.email], ['Ada Ash', 'ada@harbour.example']);
  const session = came.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const look = (path: string) => fetch(`${app.base}${path}`, { headers: { cookie: session } });
  return { look, isEncrypted: Buffer.from(fields[0]?.[1] ?? '', 'base64').includes('EncryptedAssertion') };
}

/** Where the provider sends the browser next that is not at the provider itself. */
async function leads(visit: Visit, address: string): Promise<string> {
  let page = await visit(address);
  for (let hops = 0; page.headers.get('location')?.startsWith(IDP); hops++) {
    assert.ok(hops < HOPS_MAX, 'the provider leads in a circle');
    page = await visit(page.headers.get('location') ?? '');
  }
  return page.headers.get('location') ?? `${page.status} without a way on`;
}
const goesOn = async (address: string) => (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '';

test('somebody signs in by SimpleSAMLphp and out again, with and without encryption', { skip: missing }, async () => {
  const met = await meet();
  const { app, team, provider, described, visit } = met;
  for (const encrypts of [false, true]) {
    met.describe(encrypts);
    const { look, isEncrypted } = await comeIn(met);
    assert.equal(isEncrypted, encrypts);
    const { location } = await bodyOf(look('/v1/sso/sign-out'));
    // What the provider answers is not asked for: the person leaves at the provider, which leads back here.
    const home = await leads(visit, location);
    assert.ok(home.startsWith(provider.saml.signOutUrl), home);
    assert.equal(await goesOn(home), `${app.base}/t/${team.slug}/signin`);
  }

  // The other way round: she leaves at the provider, which signs its request, and takes our answer.
  const { look } = await comeIn(met);
  assert.equal((await look('/v1/me')).status, 200);
  const asks = await leads(
    visit,
    `${IDP}/saml2/idp/initSLO.php?RelayState=${encodeURIComponent(`${IDP}/saml2/idp/metadata.php`)}`,
  );
  assert.ok(asks.startsWith(provider.saml.signOutUrl) && asks.includes('SAMLRequest='), asks);
  const answer = await goesOn(asks);
  assert.ok(answer.startsWith(described.signOutUrl) && answer.includes('SAMLResponse='), answer);
  assert.equal((await look('/v1/me')).status, 401);
  const ended = await visit(answer);
  assert.equal(ended.headers.get('location'), `${IDP}/saml2/idp/metadata.php`, await ended.text());
});
