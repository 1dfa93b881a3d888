/** The thread in which one mail is checked: the mail comes with it, questions to the DNS go to who started it. */
import { parentPort, workerData } from 'node:worker_threads';
import { type AuthenticateResult, authenticate } from 'mailauth';
import { type MailVerdicts, VERDICTS, type Verdict } from '#contract/desk-mails.ts';
import { deskLimits } from '../../limits.ts';
import type { Checked } from './verdict-words.ts';

interface Answered {
  readonly id: number;
  readonly records?: string[][];
  readonly code?: string;
}

const { raw, ip, helo, sender, name: mta } = workerData as Checked;
const port = parentPort;
if (!port) throw new Error('This is started by another thread.');

const waiting = new Map<number, PromiseWithResolvers<string[][]>>();
let last = 0;
const resolver = (name: string, kind: string): Promise<string[][]> => {
  last += 1;
  const answer = Promise.withResolvers<string[][]>();
  waiting.set(last, answer);
  port.postMessage({ id: last, name, kind });
  return answer.promise;
};
port.on('message', ({ id, records, code }: Answered) => {
  const answer = waiting.get(id);
  waiting.delete(id);
  if (records) answer?.resolve(records);
  else answer?.reject(Object.assign(new Error('The DNS has no answer.'), { code }));
});

const known = (result: string | undefined): Verdict => VERDICTS.find((one) => one === result) ?? 'unknown';
const named = (domain: unknown) =>
  typeof domain === 'string' && domain !== '' ? { domain: domain.slice(0, 255) } : {};

function verdictsOf({ spf, dkim, dmarc, arc, dmarcSkipReason }: AuthenticateResult): MailVerdicts {
  const signatures = (dkim.results ?? []).filter(
    ({ status, signingDomain }) => status.result !== 'none' && signingDomain,
  );
  return {
    spf: spf ? { result: known(spf.status.result), ...named(spf.domain) } : { result: 'unknown' },
    dkim: signatures
      .slice(0, deskLimits.mails.signaturesMax)
      .map(({ status, signingDomain = '' }) => ({ result: known(status.result), domain: signingDomain.slice(0, 255) })),
    dmarc: dmarc
      ? { result: known(dmarc.status.result), ...named(dmarc.status.header?.from) }
      : { result: dmarcSkipReason === undefined ? 'none' : 'permerror' },
    arc: { result: arc ? known(arc.status.result) : 'none' },
  };
}

const found = await authenticate(Buffer.from(raw), {
  ...{ resolver, mta, helo, disableBimi: true, minBitLength: 1024 },
  ...(ip === undefined ? { trustReceived: true } : { ip }),
  ...(sender === '' ? {} : { sender }),
});
port.postMessage({ verdicts: verdictsOf(found) });
