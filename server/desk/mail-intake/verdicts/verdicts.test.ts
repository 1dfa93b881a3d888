import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AskDns } from '#platform/egress/egress.ts';
import { deskLimits } from '../../limits.ts';
import { createMailCheck } from './verdicts.ts';

const raw = Buffer.from('From: n@hale.example\r\nTo: s@kestrel.example\r\n\r\nHello\r\n');
const mail = { raw, ip: '192.0.2.7', helo: 'mx.hale.example', sender: 'n@hale.example', name: 'mx.kestrel.example' };
const silent: AskDns = () => new Promise(() => {});
const zone =
  (records: Readonly<Record<string, string>>): AskDns =>
  async (name, kind) => {
    const text = records[`${name} ${kind}`];
    if (text === undefined) throw Object.assign(new Error('No such name.'), { code: 'ENOTFOUND' });
    return [[text]];
  };

test('what no name server answers in time is not known, and nobody waits longer', async () => {
  const check = createMailCheck(silent, { ...deskLimits.mails, verdictMs: 300 });
  const { spf, dmarc, dkim } = await check(mail);
  assert.deepEqual([spf.result, dmarc.result, dkim], ['unknown', 'unknown', []]);
});

test('a mail makes only so many questions', async () => {
  const asked: string[] = [];
  const count: AskDns = async (name, kind) => {
    asked.push(`${name} ${kind}`);
    throw Object.assign(new Error('No such name.'), { code: 'ENOTFOUND' });
  };
  const signature = (selector: number): string => `DKIM-Signature: v=1; a=rsa-sha256; d=hale.example; s=s${selector};
\th=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA`;
  const signed = `${Array.from({ length: 60 }, (_, n) => signature(n)).join('\n')}\n`.replaceAll('\n', '\r\n');
  const check = createMailCheck(count, { ...deskLimits.mails, verdictLookupsMax: 20 });
  const { dkim } = await check({ ...mail, raw: Buffer.concat([Buffer.from(signed), raw]) });
  assert.ok(asked.length <= 20, `${asked.length} questions`);
  assert.ok(dkim.length <= deskLimits.mails.signaturesMax);
});

test('behind a server that names no network, what it wrote at the top of the mail is believed', async () => {
  const records = { 'hale.example TXT': 'v=spf1 ip4:192.0.2.7 -all', '_dmarc.hale.example TXT': 'v=DMARC1; p=reject' };
  const check = createMailCheck(zone(records));
  const top = (ip: string): Buffer =>
    Buffer.from(`Received: from mx.hale.example (mx.hale.example [${ip}])\r\n\tby mail.kestrel.example; x\r\n${raw}`);
  const of = async (ip: string) => (await check({ ...mail, raw: top(ip), ip: undefined })).dmarc.result;
  assert.deepEqual([await of('192.0.2.7'), await of('198.51.100.9')], ['pass', 'fail']);
});

test('several senders have no verdict of any one domain', async () => {
  const check = createMailCheck(zone({ '_dmarc.hale.example TXT': 'v=DMARC1; p=reject' }));
  const two = Buffer.from('From: n@hale.example, x@other.example\r\n\r\nHello\r\n');
  assert.equal((await check({ ...mail, raw: two })).dmarc.result, 'permerror');
});
