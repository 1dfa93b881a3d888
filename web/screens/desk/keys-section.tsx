/** The reporter's OpenPGP keys: which one letters are encrypted for, and which waits for the desk's word. */
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { TextArea } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Time } from '#parts/time.tsx';
import type { Reply } from '#sync/api.ts';
import { MINUTE_MS } from '#sync/clock.ts';
import { deskKey, useServerMinute } from '#view/desk-cases.ts';
import { MemberName } from '#view/member.tsx';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import s from './panel.module.css';
import { SayDialog } from './say-dialog.tsx';
import { useCaseId } from './use-case.ts';

type SenderKey = Reply<'GET /v1/desk/cases/:case/sender-keys'>['keys'][number];

const HOW: Readonly<Record<SenderKey['how'], string>> = {
  attached: 'It came with a mail',
  autocrypt: 'It came with a mail',
  directory: 'The directory of its domain has it',
  written: 'Somebody of the desk wrote it down',
};

export function KeysSection(): JSX.Element | null {
  const { api } = useWorkspace();
  const id = useCaseId();
  const { data } = useQuery({
    queryKey: [...deskKey, 'sender-keys', id],
    queryFn: ({ signal }) => api.call('GET /v1/desk/cases/:case/sender-keys', { params: { case: id }, signal }),
    refetchInterval: MINUTE_MS,
    retry: false,
    gcTime: 0,
  });
  const [asked, ask] = useState<'write' | Omit<Judged, 'onClose'>>();
  const close = (): void => ask(undefined);
  if (!data || data.address === undefined) return null;
  return (
    <Section title="Keys of the reporter" actions={<Button onClick={() => ask('write')}>Write a key down</Button>}>
      {data.keys.length === 0 && <p className={s.text}>None is known: mails to the reporter hold a link alone.</p>}
      <ul className={s.list}>
        {data.keys.map((key) => (
          <OneKey
            key={key.fingerprint}
            of={key}
            onJudge={(isTheirs) => ask({ fingerprint: key.fingerprint, isTheirs })}
          />
        ))}
      </ul>
      {asked === 'write' && <WriteDialog onClose={close} />}
      {typeof asked === 'object' && <JudgeDialog {...asked} onClose={close} />}
    </Section>
  );
}

function OneKey({ of: key, onJudge }: { of: SenderKey; onJudge(isTheirs: boolean): void }): JSX.Element {
  const { fingerprint, state, how, firstSeenAt, confirmedBy } = key;
  const place = usePlace();
  const now = useServerMinute();
  const short = fingerprint.slice(-8);
  return (
    <li>
      <span className={s.line}>
        <StateOf of={key} />
      </span>
      <code className={s.mono}>{inGroups(fingerprint)}</code>
      <span className={s.text}>
        {HOW[how]}, <Time at={Date.parse(firstSeenAt)} now={now} place={place} form="both" />.
        {confirmedBy !== undefined && (
          <>
            {' '}
            Confirmed by <MemberName id={confirmedBy} />.
          </>
        )}
      </span>
      <span className={s.deeds}>
        {(state !== 'current' || confirmedBy === undefined) && (
          <Button kind="quiet" aria-label={`It is theirs: ${short}`} onClick={() => onJudge(true)}>
            It is theirs
          </Button>
        )}
        {state !== 'refused' && (
          <Button kind="quiet" aria-label={`It is not: ${short}`} onClick={() => onJudge(false)}>
            It is not
          </Button>
        )}
      </span>
    </li>
  );
}

function StateOf({ of: { state, expiresAt, confirmedBy } }: { of: SenderKey }): JSX.Element {
  const now = useServerMinute();
  if (state === 'waiting') return <Chip tone="warn">Another key, not used until confirmed</Chip>;
  if (state === 'refused') return <Chip>Not theirs</Chip>;
  if (state === 'former') return <Chip>Used before</Chip>;
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now) return <Chip tone="warn">Has expired</Chip>;
  return <Chip tone="ok">{confirmedBy === undefined ? 'Used, not confirmed' : 'Used'}</Chip>;
}

const inGroups = (fingerprint: string): string => fingerprint.match(/.{4}/g)?.join(' ') ?? fingerprint;

interface Judged {
  readonly fingerprint: string;
  readonly isTheirs: boolean;
  onClose(): void;
}

function JudgeDialog({ fingerprint, isTheirs, onClose }: Judged): JSX.Element {
  return (
    <SayDialog
      title={isTheirs ? 'Is this key theirs?' : 'Is this key not theirs?'}
      about={
        <>
          {isTheirs
            ? 'Letters are encrypted for it from now on. Hold every sign against what they told you by another way: '
            : 'Nothing is encrypted for it, and no mail brings it back. '}
          <code className={s.mono}>{inGroups(fingerprint)}</code>
        </>
      }
      confirm={isTheirs ? 'It is theirs' : 'It is not theirs'}
      danger={!isTheirs}
      onClose={onClose}
      onSay={(api, { case: id }) =>
        api.call('PUT /v1/desk/cases/:case/sender-keys/:fingerprint', {
          params: { case: id, fingerprint },
          body: { isTheirs },
        })
      }
    />
  );
}

function WriteDialog({ onClose }: { onClose(): void }): JSX.Element {
  const [key, setKey] = useState('');
  return (
    <SayDialog
      title="Write a key of the reporter down"
      about="One that you got by another way than their mails. Letters are encrypted for it from now on."
      confirm="Write it down"
      wrong={key.includes('BEGIN PGP PUBLIC KEY BLOCK') ? undefined : 'Paste the whole block of a public key.'}
      onClose={onClose}
      onSay={(api, params) => api.call('POST /v1/desk/cases/:case/sender-keys', { params, body: { key } })}
    >
      <TextArea
        label="Public key"
        hint="From -----BEGIN PGP PUBLIC KEY BLOCK----- to its end."
        spellCheck={false}
        value={key}
        onChange={({ target }) => setKey(target.value)}
      />
    </SayDialog>
  );
}
