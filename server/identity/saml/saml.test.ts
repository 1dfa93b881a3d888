import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import {
  type Asked,
  answerTo,
  askedBy,
  ENTITY,
  idp,
  metadata,
  newSigner,
  type Said,
  SIGN_IN,
  samlSettings,
} from '../testing/identity-provider.ts';
import { describeUs, readDescription, SamlRefusal, samlClaimsOf, signInAt } from './saml.ts';
import { everyElement, readXml } from './xml.ts';

const own = {
  entityId: 'https://team.example/v1/teams/crew/sso/X/metadata',
  signInAddress: 'https://team.example/t/crew/sso/X',
  signOutAddress: 'https://team.example/v1/teams/crew/sso/X/sign-out',
};
const [ours, next, stranger] = [newSigner(), newSigner(), newSigner()];
const provider = {
  ...{ own, privateKeys: [ours.privateKey, next.privateKey] },
  settings: samlSettings,
};
const now = new Date('2026-03-01T10:00:00Z');
const way = { state: 'wro_state', browser: 'of this browser' };
const asked = askedBy(signInAt(provider, way, now), now);

const read = (said: Said = {}, to: Asked = asked, at = now, requested: typeof way | null = way) =>
  samlClaimsOf(provider, new URLSearchParams(answerTo(to, said)).get('SAMLResponse') ?? '', requested ?? undefined, at);
const refuses = async (fault: string, said: Said, at = now, requested: typeof way | null = way): Promise<void> => {
  const told = await read(said, asked, at, requested).then(
    ({ subject }) => `taken as ${subject}`,
    (error) => (error instanceof SamlRefusal ? error.fault : error),
  );
  assert.equal(told, fault);
};

test('a request says who asks, where to answer, and is signed', () => {
  assert.deepEqual([asked.own, asked.audience, asked.relayState], [own.signInAddress, own.entityId, 'wro_state']);
  assert.ok(asked.xml.includes(`Destination="${SIGN_IN}"`));
  assert.equal(asked.query.get('SigAlg'), 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
});

test('what a signed answer says is read, whichever part is signed', async () => {
  const attributes = { mail: 'ada@ship.example', displayName: 'Ada', uid: 'ada', groups: ['deck', 'sails'] };
  for (const signs of ['assertion', 'response', 'both'] as const) {
    const said = await read({ nameId: 'ada-1', attributes, signs });
    assert.deepEqual([said.subject, said.email, said.name, said.handle], ['ada-1', 'ada@ship.example', 'Ada', 'ada']);
    assert.deepEqual(said.claims.groups, ['deck', 'sails']);
    assert.deepEqual([said.stay.name, said.stay.index], ['ada-1', 'one']);
  }
});

test('an encrypted answer opens with each of our keys, and with no other', async () => {
  for (const signs of ['assertion', 'response', 'both'] as const)
    for (const cipher of ['gcm', 'cbc'] as const)
      for (const { certificate: encryptFor } of [ours, next])
        assert.equal((await read({ nameId: 'ada', encryptFor, cipher, signs })).subject, 'ada');
  await refuses('not-for-our-key', { encryptFor: stranger.certificate });
  await refuses('unsigned', { encryptFor: ours.certificate, signs: 'nothing' });
  await refuses('bad-signature', { encryptFor: ours.certificate, with: stranger });
  await refuses('weak-signature', { encryptFor: ours.certificate, hash: 'sha1' });
  await refuses('forbidden-markup', {
    encryptFor: ours.certificate,
    signedAssertion: (xml) => `<!DOCTYPE a [<!ENTITY b "c">]>${xml}`,
  });
  await refuses('wrapped', { encryptFor: ours.certificate, signs: 'response', signedAssertion: () => '<a></a>' });
  const weak = (xml: string): string => xml.replace('rsa-oaep-mgf1p', 'rsa-1_5');
  await refuses('weak-encryption', { encryptFor: ours.certificate, response: weak });
  const flipped = (xml: string): string =>
    xml.replace(/(<\/ds:KeyInfo><xenc:CipherData><xenc:CipherValue>)..../, '$1AAAA');
  await refuses('not-for-our-key', { encryptFor: ours.certificate, response: flipped });
});

test('either of two certificates of the provider will do', async () => {
  const both = { ...provider, settings: { ...provider.settings, certificates: [idp.certificate, next.certificate] } };
  for (const signer of [idp, next]) {
    const posted = new URLSearchParams(answerTo(asked, { nameId: 'ada', with: signer })).get('SAMLResponse') ?? '';
    assert.equal((await samlClaimsOf(both, posted, way, now)).subject, 'ada');
  }
});

test('what is not signed as it must be is refused', async () => {
  await refuses('unsigned', { signs: 'nothing' });
  await refuses('bad-signature', { with: stranger });
  await refuses('bad-signature', { signs: 'response', with: stranger });
  await refuses('weak-signature', { hash: 'sha1' });
  await refuses('weak-signature', { signs: 'response', hash: 'sha1' });
  await refuses('bad-signature', { nameId: 'ada', signedAssertion: (xml) => xml.replace('>ada<', '>eve<') });
  await refuses('bad-signature', {
    signs: 'response',
    nameId: 'ada',
    response: (xml) => xml.replace('>ada<', '>eve<'),
  });
  const hmac = (xml: string): string => xml.replace(/xmldsig-more#rsa-sha256/, 'xmldsig-more#hmac-sha256');
  await refuses('weak-signature', { signedAssertion: hmac });
});

const forged = (xml: string): string => xml.replace(/<ds:Signature.*<\/ds:Signature>/, '').replace('>ada<', '>eve<');
const renamed = (xml: string): string => xml.replace(/ ID="[^"]+"/, ' ID="_forged"');
const signatureIn = (xml: string): string => /<ds:Signature.*<\/ds:Signature>/.exec(xml)?.[0] ?? '';

const carrying = (signature: string, xml: string): string =>
  signature.replace('</ds:Signature>', `<ds:Object>${xml}</ds:Object></ds:Signature>`);

test('a signature that covers something else than what is read is refused, in every shape', async () => {
  const shapes: [string, (xml: string) => string][] = [
    ['a forged assertion before the signed one', (xml) => renamed(forged(xml)) + xml],
    ['a forged assertion behind the signed one', (xml) => xml + renamed(forged(xml))],
    [
      'the signed one within a forged one',
      (xml) => renamed(forged(xml)).replace('</saml:Assertion>', `${xml}</saml:Assertion>`),
    ],
    [
      'the signed one within the signature of a forged one',
      (xml) =>
        renamed(forged(xml)).replace(
          '</saml:Issuer>',
          `</saml:Issuer>${carrying(signatureIn(xml), xml.replace(signatureIn(xml), ''))}`,
        ),
    ],
    [
      'a forged one with the signature of the other',
      (xml) => renamed(forged(xml)).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml)}`),
    ],
    ['the same ID twice', (xml) => forged(xml).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml)}`) + xml],
    ['the signed one in an extension', (xml) => `${renamed(forged(xml))}<samlp:Extensions>${xml}</samlp:Extensions>`],
    ['an element of another name around it', (xml) => `<a>${xml}</a>`],
  ];
  for (const [shape, signedAssertion] of shapes) {
    const told = await read({ nameId: 'ada', signedAssertion }).then(
      ({ subject }) => `taken as ${subject}`,
      (error) => (error instanceof SamlRefusal ? error.fault : error),
    );
    assert.ok(['wrapped', 'several-assertions', 'bad-signature'].includes(told), `${shape}: ${told}`);
  }
  const wrapped = (xml: string): string => {
    const outer = xml.replace(/<ds:Signature.*<\/ds:Signature>/, '').replace('>ada<', '>eve<');
    return renamed(outer).replace('</samlp:Status>', `</samlp:Status>${xml}`);
  };
  await refuses('wrapped', { nameId: 'ada', signs: 'response', response: wrapped });
  await refuses('several-assertions', { signedAssertion: (xml) => xml + renamed(xml) });
});

test('what says how something is signed stands in one place', async () => {
  const stray = (name: string, namespace = 'http://www.w3.org/2000/09/xmldsig#'): string =>
    `<x:${name} xmlns:x="${namespace}" Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"></x:${name}>`;
  for (const name of ['SignatureMethod', 'CanonicalizationMethod']) {
    const shapes: ((xml: string) => string)[] = [
      (xml) => xml.replace('<ds:KeyInfo>', `<ds:KeyInfo>${stray(name)}`),
      (xml) => xml.replace('<ds:KeyInfo>', `<ds:KeyInfo><ds:SignedInfo>${stray(name)}</ds:SignedInfo>`),
      (xml) => xml.replace('<ds:Transforms>', `<ds:Transforms>${stray(name)}`),
      (xml) => xml.replace(/(<ds:SignedInfo [^>]*>)/, `$1${stray(name, 'urn:other')}`),
    ];
    for (const signedAssertion of shapes) await refuses('wrapped', { signedAssertion });
  }
});

test('markup that SAML does not need is refused before anything is read', async () => {
  const ada = { nameId: 'ada@ship.example' };
  await refuses('forbidden-markup', { response: (xml) => `<!DOCTYPE r>${xml}` });
  await refuses('forbidden-markup', {
    response: (xml) => `<!DOCTYPE r [<!ENTITY a "b">]>${xml.replace('nobody', '&a;')}`,
  });
  await refuses('forbidden-markup', { response: (xml) => xml.replace('nobody', '&unknown;') });
  await refuses('forbidden-markup', {
    nameId: 'ada@ship.example.evil.example',
    signedAssertion: (xml) => xml.replace('ship.example.evil', 'ship.example<!-- -->.evil'),
  });
  await refuses('forbidden-markup', {
    ...ada,
    response: (xml) => `${xml.replace('nobody', '<![CDATA[nobody]]>')}<?php ?>`,
  });
  await refuses('malformed', { ...ada, assertion: (xml) => xml.replace('ada@', '<b>ada</b>@') });
  await refuses('malformed', { response: (xml) => xml.slice(0, -3) });
  await refuses('malformed', { response: () => 'not xml' });
});

test('what is too large or too deep is refused', async () => {
  await refuses('too-large', { attributes: { a: 'x'.repeat(300_000) } });
  await refuses('too-large', { attributes: { a: '<a>'.repeat(60) + '</a>'.repeat(60) } });
  await refuses('too-large', { attributes: { a: '<a></a>'.repeat(6_000) } });
  const many = (count: number) => Array.from({ length: count }, (_, at) => ` xmlns:n${at}="urn:${at}"`).join('');
  await refuses('too-large', { attributes: { a: `<a${many(33)}></a>` } });
  await refuses('bad-signature', { signedAssertion: (xml) => xml.replace('>nobody<', `><a${many(32)}></a><`) });
});

test('a namespace holds within its element alone, and the nearest one counts', () => {
  const root = readXml('<a xmlns="urn:1" xmlns:p="urn:2"><b xmlns:p="urn:3"><p:c/></b><p:d/><e xmlns=""><f/></e></a>');
  const seen = [...everyElement(root)].map(([{ name, namespace }]) => `${name} ${namespace}`);
  assert.deepEqual(seen, ['a urn:1', 'b urn:1', 'c urn:3', 'd urn:2', 'e ', 'f ']);
  assert.throws(() => readXml('<a><b xmlns:p="urn:1"/><p:c/></a>'), /no namespace/);
});

test('many elements within many namespaces cost what they say', () => {
  const { attributesMax, depthMax, elementsMax } = limits.saml;
  const declared = (level: number): string =>
    Array.from({ length: attributesMax }, (_, at) => ` xmlns:n${level}-${at}="u"`).join('');
  const nested = (says: (level: number) => string): string => {
    const levels = Array.from({ length: depthMax - 1 }, (_, level) => `<a${says(level)}>`).join('');
    return levels + '<b/>'.repeat(elementsMax - depthMax) + '</a>'.repeat(depthMax - 1);
  };
  const microseconds = (xml: string): number => {
    const before = process.cpuUsage();
    for (let times = 0; times < 5; times++) readXml(xml);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const plain = microseconds(nested(() => ''));
  const full = microseconds(nested(declared));
  assert.ok(full < 8 * plain, `${full} µs instead of ${plain} µs`);
});

test('what is for somebody else is refused', async () => {
  await refuses('wrong-issuer', { issuer: 'https://other.example' });
  await refuses('wrong-audience', { audience: 'https://team.example/other' });
  await refuses('wrong-audience', {
    assertion: (xml) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ''),
  });
  await refuses('wrong-recipient', { recipient: 'https://other.example/t/crew/sso/X' });
  await refuses('wrong-recipient', { destination: 'https://other.example/t/crew/sso/X' });
  await refuses('wrong-request', { request: '_another' });
  await refuses('wrong-request', { request: '' });
  await refuses('wrong-request', {}, now, { ...way, browser: 'another' });
  await refuses('wrong-request', {}, now, null);
  await refuses('declined', { status: 'Responder', signs: 'nothing' });
  await refuses('malformed', { assertion: (xml) => xml.replace('cm:bearer', 'cm:sender-vouches') });
  await refuses('malformed', {
    assertion: (xml) =>
      xml.replace('<saml:AudienceRestriction>', '<saml:Condition></saml:Condition><saml:AudienceRestriction>'),
  });
});

test('it counts for as long as it says, give or take two minutes, and never longer than an hour', async () => {
  const at = (minutes: number): Date => new Date(now.getTime() + minutes * MINUTE_MS);
  await read({}, asked, at(6.9));
  await refuses('expired', {}, at(7));
  await read({}, asked, at(-1.9));
  await refuses('not-yet-valid', {}, at(-2.1));
  await refuses('not-yet-valid', { notBeforeMs: 3 * MINUTE_MS });
  await refuses('expired', { endMs: -3 * MINUTE_MS });
  await read({ endMs: 86_400_000 }, asked, at(61));
  await refuses('expired', { endMs: 86_400_000 }, at(62));
});

test('a name that passes is nobody’s; an address may be one', async () => {
  const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
  assert.equal((await read({ nameId: 'x', format: transient })).subject, '');
  const byAttribute = { ...provider, settings: { ...provider.settings, attributes: { subject: 'employee' } } };
  const said = { nameId: 'x', format: transient, attributes: { employee: '17' } };
  const posted = new URLSearchParams(answerTo(asked, said)).get('SAMLResponse') ?? '';
  assert.equal((await samlClaimsOf(byAttribute, posted, way, now)).subject, '17');
  const format = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
  assert.equal((await read({ nameId: 'ada@ship.example', format })).email, 'ada@ship.example');
});

test('metadata of a provider is read, and what is of no use is refused', () => {
  const description = readDescription(metadata());
  assert.deepEqual([description.entityId, description.signInUrl], [ENTITY, SIGN_IN]);
  assert.deepEqual(description.certificates, [idp.certificate]);
  const useless: [string, string][] = [
    ['no metadata', '<a/>'],
    ['a document type', `<!DOCTYPE a>${metadata()}`],
    ['no certificate', metadata([])],
    ['no https', metadata().replaceAll('https://harbour.example/sign-in', 'http://harbour.example/sign-in')],
    ['ours', describeUs(own, [Buffer.from(ours.certificate, 'base64')])],
  ];
  for (const [what, xml] of useless) assert.throws(() => readDescription(xml), SamlRefusal, what);
});

test('our metadata names our addresses and both of our certificates', () => {
  const xml = describeUs(
    own,
    [ours, next].map(({ certificate }) => Buffer.from(certificate, 'base64')),
  );
  for (const part of [own.entityId, own.signInAddress, own.signOutAddress, ours.certificate, next.certificate])
    assert.ok(xml.includes(part), part);
});
