/**
 * Whether a mail is from where it says: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989) and ARC (RFC 8617) by
 * mailauth. The danger: a mail with a thousand signatures, or names that never answer, and a library that asks the
 * network by itself. The principle: it runs in a thread of its own, which is ended after its time, and asks the DNS
 * through the door for outgoing requests, so many times. The boundary: what it finds is shown and decides over
 * receipts; it refuses no mail.
 */
import { Worker } from 'node:worker_threads';
import type { MailVerdicts } from '#contract/desk-mails.ts';
import { type AskDns, RECORD_KINDS } from '#platform/egress/egress.ts';
import { deskLimits } from '../../limits.ts';
import type { Asking, Checked, Said } from './verdict-words.ts';

const UNKNOWN: MailVerdicts = {
  ...{ spf: { result: 'unknown' }, dkim: [], dmarc: { result: 'unknown' }, arc: { result: 'unknown' } },
};

interface Bounds {
  readonly verdictMs: number;
  readonly verdictHeapMb: number;
  readonly verdictLookupsMax: number;
}

export type CheckMail = (mail: Checked) => Promise<MailVerdicts>;

/** Whoever calls bounds how many run at a time. What takes too long, or breaks, is `unknown`. */
export const createMailCheck =
  (ask: AskDns, { verdictMs, verdictHeapMb, verdictLookupsMax }: Bounds = deskLimits.mails): CheckMail =>
  (mail) =>
    new Promise((resolve) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        ...{ workerData: mail, env: {}, stdin: false, stdout: true, stderr: true },
        resourceLimits: { maxOldGenerationSizeMb: verdictHeapMb },
      });
      const end = (verdicts: MailVerdicts): void => {
        clearTimeout(deadline);
        resolve(verdicts);
        void worker.terminate();
      };
      const deadline = setTimeout(() => end(UNKNOWN), verdictMs);
      let asked = 0;
      worker.on('message', (said: Said) => {
        if ('verdicts' in said) return end(said.verdicts);
        asked += 1;
        void answer(asked > verdictLookupsMax ? undefined : ask, said).then((answered) => worker.postMessage(answered));
      });
      worker.once('error', () => end(UNKNOWN));
      worker.once('exit', () => end(UNKNOWN));
    });

/** As the resolver of Node answers: records, or why there are none. */
async function answer(ask: AskDns | undefined, { id, name, kind }: Asking) {
  const known = RECORD_KINDS.find((one) => one === kind);
  if (known === undefined || ask === undefined) return { id, code: 'EREFUSED' };
  try {
    return { id, records: await ask(name, known) };
  } catch (error) {
    return { id, code: (error as NodeJS.ErrnoException).code ?? 'ESERVFAIL' };
  }
}
