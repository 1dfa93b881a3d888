/** The clock of the embargo, and its negotiation. */
import { type JSX, useState } from 'react';
import { leftInWords, momentInWords } from '#contract/desk-clocks.ts';
import { isInForce } from '#contract/desk-embargo.ts';
import { embargoOwes } from '#contract/desk-facts.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Section } from '#parts/pane.tsx';
import { useServerMinute } from '#view/desk-cases.ts';
import { usePlace } from '#view/place.ts';
import { useDeedKey } from './case-keys.ts';
import { embargoOf } from './embargo.ts';
import { AnswerDialog, EndDialog, KeepDialog, ProposeDialog } from './embargo-dialogs.tsx';
import { FactDialog } from './fact-dialog.tsx';
import s from './panel.module.css';
import { useCase, useMayDecide } from './use-case.ts';

const STATE_WORDS = {
  none: 'No date yet',
  proposed: 'Proposed',
  active: 'Agreed',
  revising: 'Agreed, change proposed',
  ended: 'Over',
} as const;

type Asked = 'propose' | 'accept' | 'reject' | 'end' | 'keep' | 'public';

export function EmbargoSection(): JSX.Element {
  const open = useCase();
  const mayDecide = useMayDecide();
  const [asked, ask] = useState<Asked>();
  const embargo = embargoOf(open.embargo);
  const facts = new Set(open.facts.map(({ fact }) => fact));
  const owes = embargoOwes(facts);
  const mayPropose = mayDecide && embargo.state !== 'ended' && owes !== 'must-end';
  useDeedKey('E', 'Propose a date for the embargo', () => (mayPropose ? ask('propose') : false));
  const close = (): void => ask(undefined);
  const inForce = isInForce(embargo);
  return (
    <Section title="Embargo clock" actions={<Chip>{STATE_WORDS[embargo.state]}</Chip>}>
      <Standing />
      <div className={s.deeds}>
        {mayPropose && (
          <Button onClick={() => ask('propose')}>
            {embargo.state === 'none' ? 'Propose a date' : 'Propose another date'}
          </Button>
        )}
        {mayDecide && embargo.proposal && (
          <>
            <Button onClick={() => ask('accept')}>
              {embargo.proposal.by === 'reporter' ? 'Accept' : 'The reporter accepts'}
            </Button>
            <Button kind="quiet" onClick={() => ask('reject')}>
              {embargo.proposal.by === 'reporter' ? 'Decline' : 'Take it back'}
            </Button>
          </>
        )}
        {mayDecide && inForce && owes === 'should-end' && (
          <Button onClick={() => ask('keep')}>Keep it all the same</Button>
        )}
        {mayDecide && inForce && (
          <Button kind="quiet" className={s.harm} onClick={() => ask('end')}>
            End early
          </Button>
        )}
        {open.report !== 'closed' && !facts.has('public') && (
          <Button kind="quiet" className={s.harm} onClick={() => ask('public')}>
            This is public
          </Button>
        )}
      </div>
      {asked === 'propose' && <ProposeDialog onClose={close} />}
      {(asked === 'accept' || asked === 'reject') && <AnswerDialog move={asked} onClose={close} />}
      {asked === 'end' && <EndDialog onClose={close} />}
      {asked === 'keep' && <KeepDialog onClose={close} />}
      {asked === 'public' && <FactDialog fact="public" onClose={close} />}
    </Section>
  );
}

function Standing(): JSX.Element {
  const { embargo: shown, receivedAt } = useCase();
  const { zone } = usePlace();
  const now = useServerMinute();
  const embargo = embargoOf(shown);
  const { until, proposal } = embargo;
  const began = Date.parse(receivedAt);
  return (
    <>
      {isInForce(embargo) && until !== undefined && (
        <>
          <p className={s.count}>{leftInWords(until, now)}</p>
          <progress
            className={s.elapsed}
            aria-label="Embargo elapsed"
            max={100}
            value={Math.round(Math.min(1, Math.max(0, (now - began) / (until - began))) * 100)}
          />
        </>
      )}
      <dl className={s.pairs}>
        {until !== undefined && (
          <>
            <dt>{embargo.state === 'ended' ? 'Was agreed' : 'Ends'}</dt>
            <dd>{momentInWords(until, zone)}</dd>
          </>
        )}
        {proposal && (
          <>
            <dt>Proposed</dt>
            <dd>
              {momentInWords(proposal.until, zone)}, by the {proposal.by}
            </dd>
          </>
        )}
      </dl>
      {embargo.state === 'none' && <p className={s.text}>No date is agreed, and none is proposed.</p>}
    </>
  );
}
