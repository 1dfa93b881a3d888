/** How a case is written to and fro by mail: how the next letter goes, how each went, and where mails came from. */
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { WITHHELD } from '#contract/desk-deliveries.ts';
import { Button } from '#parts/button.tsx';
import { Fault } from '#parts/fault.tsx';
import type { Reply } from '#sync/api.ts';
import { MINUTE_MS } from '#sync/clock.ts';
import { deskKey } from '#view/desk-cases.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { MarksOfMail } from './mail-marks.tsx';
import s from './mails.module.css';
import { useCase, useCaseDeed, useCaseId } from './use-case.ts';

type Correspondence = Reply<'GET /v1/desk/cases/:case/correspondence'>;
type Delivery = Correspondence['deliveries'][number];

/** Undefined while it is not there. */
export function useCorrespondence(): Correspondence | undefined {
  const { api } = useWorkspace();
  const id = useCaseId();
  const { data } = useQuery({
    queryKey: [...deskKey, 'correspondence', id],
    queryFn: ({ signal }) => api.call('GET /v1/desk/cases/:case/correspondence', { params: { case: id }, signal }),
    refetchInterval: MINUTE_MS,
    retry: false,
    gcTime: 0,
  });
  return data;
}

/** Whoever writes sees before how it travels. */
export function GoesOut(): JSX.Element | null {
  const open = useCorrespondence();
  if (!open || open.goesOut === 'page') return null;
  const { goesOut, key } = open;
  return (
    <span className={`meta ${s.goesOut}`}>
      {goesOut === 'notice'
        ? 'Stands on the page of the case. A mail says that it is there, and not what, to the address that the ' +
          'reporter typed, which nobody has proven.'
        : goesOut === 'link'
          ? 'Goes out as a link without a word of it: no key of the reporter is known.'
          : `Goes out encrypted for the reporter’s key${key ? ` that ends in ${key.fingerprint.slice(-8)}` : ''}${
              key?.isConfirmed === false ? ', which nobody has confirmed' : ''
            }.`}
    </span>
  );
}

/** Beside a letter: how it came, or how it went out. */
export function Travel({ letter, isOfDesk }: { letter: number; isOfDesk: boolean }): JSX.Element | null {
  const open = useCorrespondence();
  const { letters } = useCase();
  if (!open) return null;
  if (!isOfDesk) {
    // The report itself is the first letter of its reporter.
    const isReport = letters.find(({ side }) => side === 'reporter')?.number === letter;
    const mail = open.mails.find((one) => one.letter === letter || (isReport && one.letter === undefined));
    return mail ? <MarksOfMail marks={mail.marks} label="How this mail came" /> : null;
  }
  const delivery = open.deliveries.find((one) => one.letter === letter);
  return delivery ? <Carried delivery={delivery} /> : null;
}

const HOW = {
  encrypted: 'Mailed, encrypted',
  link: 'Mailed as a link, without a word of it',
  receipt: 'Mailed as a receipt',
  notice: 'The reporter was told by mail that it is here, at an address that nobody has proven',
} as const;

const UNSENT = {
  ...{ encrypted: 'Not mailed.', link: 'Not mailed.', receipt: 'No receipt was mailed.' },
  notice: 'No mail told of it.',
} as const;

function Carried({ delivery }: { delivery: Delivery }): JSX.Element {
  const { act, fault, isPending } = useCaseDeed();
  const { letter, how, state, why } = delivery;
  const isSlowed = how === 'notice' && state === 'withheld' && why !== 'no-desk-address';
  const isOpen =
    how !== 'receipt' && !isSlowed && (state === 'failed' || state === 'uncertain' || state === 'withheld');
  const again = (): Promise<boolean> =>
    act((api, { case: id }) =>
      api.call('POST /v1/desk/cases/:case/letters/:letter/sendings', { params: { case: id, letter: `${letter}` } }),
    );
  return (
    <>
      <p className={s.travel}>
        <span className="meta">{wordsOf(delivery)}</span>
        {isOpen && (
          <Button kind="quiet" pending={isPending} onClick={() => void again()}>
            Send it again
          </Button>
        )}
      </p>
      <Fault>{fault}</Fault>
    </>
  );
}

function wordsOf({ how, state, why }: Delivery): string {
  const reason = why === undefined ? '' : ` ${WITHHELD[why]}`;
  switch (state) {
    case 'sent':
      return `${HOW[how]}.`;
    case 'kept':
      return `${HOW[how]}: it lies in the folder of the server, which has no mail server.`;
    case 'sending':
      return 'On its way.';
    case 'uncertain':
      return 'Not certain whether it was mailed: the server stopped, or the mail server did not answer.';
    case 'failed':
      return `Not mailed.${reason}`;
    case 'withheld':
      return `${UNSENT[how]}${reason}`;
  }
}
