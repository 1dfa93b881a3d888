/** The button that computes the whole log anew in this browser, and remembers what it saw. */
import { type JSX, useState } from 'react';
import { alarm, announce } from '#parts/announce.ts';
import { Button } from '#parts/button.tsx';
import { linesOf, NotProven, type Proof, type Seen, verifyLog } from '#sync/audit-proof.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

type Outcome =
  | { readonly kind: 'asked' }
  | { readonly kind: 'busy'; readonly entries: number }
  | { readonly kind: 'proven'; readonly proof: Proof }
  | { readonly kind: 'refuted' | 'failed'; readonly why: string };

const key = (team: string): string => `wardroom audit ${team}`;

export function AuditProof(): JSX.Element {
  const { api } = useWorkspace();
  const team = useSelect((state) => state.team?.id) ?? '';
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'asked' });
  const verify = async (): Promise<void> => {
    setOutcome({ kind: 'busy', entries: 0 });
    try {
      const answer = await globalThis.fetch(api.href('/v1/audit/export'), { headers: { 'wardroom-team': team } });
      if (!answer.ok || !answer.body) throw new Error(`The server answered ${answer.status}.`);
      const proof = await verifyLog(linesOf(chunksOf(answer.body)), {
        seen: seenBefore(team),
        onProgress: (entries) => setOutcome({ kind: 'busy', entries }),
      });
      localStorage.setItem(key(team), JSON.stringify({ size: proof.size, root: proof.root, vkey: proof.vkey }));
      setOutcome({ kind: 'proven', proof });
      announce(`The log is proven: ${proof.size} entries.`);
    } catch (fault) {
      const why = (fault as Error).message;
      setOutcome({ kind: fault instanceof NotProven ? 'refuted' : 'failed', why });
      alarm(why);
    }
  };
  return (
    <section className={styles.proof} aria-labelledby="audit-proof">
      <h2 id="audit-proof">Is this log whole?</h2>
      <Words outcome={outcome} />
      <p>
        <Button
          kind={outcome.kind === 'proven' ? 'plain' : 'primary'}
          sign="trust"
          pending={outcome.kind === 'busy'}
          onClick={() => void verify()}
        >
          Verify now
        </Button>
      </p>
    </section>
  );
}

function Words({ outcome }: { outcome: Outcome }): JSX.Element {
  switch (outcome.kind) {
    case 'asked':
      return (
        <p>
          Reads every entry, computes the tree anew in this browser, checks the signature, and compares with what this
          device saw before. Without trusting this server at all: <code>wardroom audit verify</code>.
        </p>
      );
    case 'busy':
      return <p aria-live="off">{outcome.entries} entries so far …</p>;
    case 'proven':
      return <Proven proof={outcome.proof} />;
    case 'refuted':
      return (
        <p>
          <b>Not proven.</b> {outcome.why} Keep the log (download it), and what other devices and people saw of it.
        </p>
      );
    case 'failed':
      return <p>The log could not be read: {outcome.why} Nothing follows from that. Try again.</p>;
  }
}

function Proven({ proof: { size, root, erased, comparedWith } }: { proof: Proof }): JSX.Element {
  return (
    <>
      <p>
        <b>Proven.</b> All {size} entries are what was logged, in their order, and the head is signed.
        {erased > 0 && ` ${erased} were erased: their place is proven, their content is gone.`}{' '}
        {comparedWith === undefined
          ? 'This device had not looked before; from now on it notices if anything is rewritten.'
          : `The ${comparedWith} entries that this device saw before are unchanged.`}
      </p>
      <p className={styles.head}>{root}</p>
    </>
  );
}

function seenBefore(team: string): Seen | undefined {
  const kept = localStorage.getItem(key(team));
  return kept === null ? undefined : (JSON.parse(kept) as Seen);
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}
