/** Who is in a case and who saw what of it, and the report as it came in. */
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { bytesInWords } from '#parts/bytes.ts';
import { Chip } from '#parts/chip.tsx';
import { Fault } from '#parts/fault.tsx';
import { PaneBody, Section } from '#parts/pane.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { useServerMinute } from '#view/desk-cases.ts';
import { MemberName } from '#view/member.tsx';
import { usePlace } from '#view/place.ts';
import { CaseFiles } from './case-files.tsx';
import { Hand } from './event-line.tsx';
import s from './panel.module.css';
import { AddPersonDialog } from './person-dialog.tsx';
import { saveBytes } from './saved.ts';
import { SayDialog } from './say-dialog.tsx';
import { useCase, useCaseDeed, useMayDecide } from './use-case.ts';
import { PART_WORDS } from './words.ts';

export const Details = (): JSX.Element => (
  <PaneBody>
    <People />
    <Report />
    <Views />
  </PaneBody>
);

function When({ at }: { at: string }): JSX.Element {
  const place = usePlace();
  const now = useServerMinute();
  return <Time at={Date.parse(at)} now={now} place={place} form="both" />;
}

function People(): JSX.Element {
  const { people } = useCase();
  const mayDecide = useMayDecide();
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<string>();
  return (
    <Section
      title="People"
      about="Nobody is in a case but by name, for a reason, and after accepting the terms of its embargo."
      actions={
        mayDecide && (
          <Button sign="plus" onClick={() => setAdding(true)}>
            Ask somebody in
          </Button>
        )
      }
    >
      <Table
        caption="People in the case"
        rows={people}
        keyOf={({ member }) => member}
        columns={[
          { name: 'who', head: 'Who', heads: true, cell: ({ member }) => <MemberName id={member} /> },
          { name: 'part', head: 'As', cell: ({ part }) => PART_WORDS[part] },
          { name: 'reason', head: 'Why', cell: ({ reason }) => reason },
          {
            name: 'accepted',
            head: 'Terms accepted',
            cell: ({ acceptedAt }) => (acceptedAt ? <When at={acceptedAt} /> : <Chip tone="warn">Not yet</Chip>),
          },
        ]}
        actions={
          mayDecide
            ? ({ member }) => (
                <Button kind="quiet" onClick={() => setLeaving(member)}>
                  Take out
                  <span className="vh">
                    {' '}
                    <MemberName id={member} />
                  </span>
                </Button>
              )
            : undefined
        }
      />
      {isAdding && <AddPersonDialog onClose={() => setAdding(false)} />}
      {leaving !== undefined && (
        <SayDialog
          title="Take this person out of the case?"
          about={
            <>
              The case closes to <MemberName id={leaving} /> at once. What they have read they know.
            </>
          }
          confirm="Take out"
          danger
          onClose={() => setLeaving(undefined)}
          onSay={(api, { case: id }) =>
            api.call('DELETE /v1/desk/cases/:case/people/:member', { params: { case: id, member: leaving } })
          }
        />
      )}
    </Section>
  );
}

function Report(): JSX.Element {
  const { name, raw, source, reporter, files } = useCase();
  const { act, fault, isPending } = useCaseDeed();
  const save = (): Promise<boolean> =>
    act(async (api, params) => {
      const { base64 } = await api.call('POST /v1/desk/cases/:case/report-openings', { params });
      saveBytes(base64, `${name}-report.bin`);
    });
  return (
    <Section
      title="The report as it came in"
      about="To be saved and never shown: open it where it can do no harm. That you saved it is written down."
      actions={
        <Button sign="download" pending={isPending} onClick={() => void save()}>
          Save the report
        </Button>
      }
    >
      <dl className={s.pairs}>
        <dt>Came by</dt>
        <dd>{source}</dd>
        {reporter?.address && (
          <>
            <dt>Address</dt>
            <dd>{reporter.address}</dd>
          </>
        )}
        <dt>Size</dt>
        <dd>{bytesInWords(raw.bytes)}</dd>
        <dt>SHA-256</dt>
        <dd className={s.mono}>{raw.sha256}</dd>
      </dl>
      <Fault>{fault}</Fault>
      <CaseFiles files={files} />
    </Section>
  );
}

function Views(): JSX.Element {
  const { views } = useCase();
  return (
    <Section
      title="Who saw what"
      about="What was handed out, which is no proof that it was read. Each entry seals the one before it."
    >
      <Table
        caption="Who saw what"
        rows={views.toReversed()}
        keyOf={({ number }) => `${number}`}
        columns={[
          {
            name: 'who',
            head: 'Who',
            heads: true,
            cell: ({ by, part }) => <Hand side={part === 'reporter' ? 'reporter' : 'desk'} by={by} />,
          },
          { name: 'part', head: 'As', cell: ({ part }) => (part === 'reporter' ? 'Reporter' : PART_WORDS[part]) },
          { name: 'seen', head: 'What', cell: ({ seen }) => seen },
          { name: 'at', head: 'When', cell: ({ at }) => <When at={at} /> },
          {
            name: 'digest',
            head: 'Digest',
            cell: ({ digest }) => (
              <code className={s.mono} title={digest}>
                {digest.slice(0, 12)}
              </code>
            ),
          },
        ]}
      />
    </Section>
  );
}
