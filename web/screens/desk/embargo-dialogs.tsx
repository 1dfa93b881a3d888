/** The moves of the negotiation. What the reporter said elsewhere is written down with where. */
import { type JSX, useState } from 'react';
import { momentInWords } from '#contract/desk-clocks.ts';
import { proposeEmbargo, type Side } from '#contract/desk-embargo.ts';
import { RadioGroup } from '#parts/field.tsx';
import { DAY_MS } from '#sync/clock.ts';
import { useServerMinute } from '#view/desk-cases.ts';
import { usePlace } from '#view/place.ts';
import { WallField, wallFault } from '#view/time-choice/time-choice.tsx';
import { momentAt, wallAt } from '#view/wall-time.ts';
import { embargoOf } from './embargo.ts';
import { SayDialog } from './say-dialog.tsx';
import { useCase } from './use-case.ts';

interface Props {
  onClose(): void;
}

const EVIDENCE = {
  label: 'Where and how the reporter said it',
  hint: 'Such as: on the phone today, to Dara.',
} as const;

export function ProposeDialog({ onClose }: Props): JSX.Element {
  const { embargo: shown, receivedAt } = useCase();
  const place = usePlace();
  const now = useServerMinute();
  const embargo = embargoOf(shown);
  const [side, setSide] = useState<Side>('desk');
  const [wall, setWall] = useState(() => wallAt(firstOffered(Date.parse(receivedAt), now), place.zone));
  const wrong = wallFault(wall, place.zone, now);
  const at = momentAt(wall, place.zone);
  const next = wrong === undefined ? proposeEmbargo(embargo, { by: side, until: at }) : undefined;
  const isInForceAt = next?.until !== undefined && next.until !== embargo.until ? next.until : undefined;
  const isReporters = side === 'reporter';
  return (
    <SayDialog
      title="Propose a date"
      about="Until then nothing is published. The reporter sees the proposal and answers it."
      confirm="Propose"
      {...(isReporters ? EVIDENCE : {})}
      wrong={wrong}
      onClose={onClose}
      onSay={(api, params, evidence) =>
        api.call('POST /v1/desk/cases/:case/embargo/proposals', {
          params,
          body: { until: new Date(at).toISOString(), ...(isReporters ? { side, evidence } : {}) },
        })
      }
    >
      <WallField label="Until" wall={wall} onChange={setWall} place={place} now={now} />
      <RadioGroup<Side>
        label="Who proposes it"
        value={side}
        onChange={setSide}
        options={[
          { value: 'desk', label: 'We do' },
          { value: 'reporter', label: 'The reporter did, elsewhere' },
        ]}
      />
      {isInForceAt !== undefined && (
        <p>
          Both sides have named a date then, so the shorter one is in force at once:{' '}
          {momentInWords(isInForceAt, place.zone)}.
        </p>
      )}
    </SayDialog>
  );
}

/** Ninety days from the report at three in the afternoon, or a month from now where that has passed. */
const firstOffered = (receivedAt: number, now: number): number => {
  const offered = receivedAt + 90 * DAY_MS > now ? receivedAt + 90 * DAY_MS : now + 30 * DAY_MS;
  return offered - (offered % (DAY_MS / 24));
};

export function AnswerDialog({ move, onClose }: Props & { move: 'accept' | 'reject' }): JSX.Element {
  const { proposal } = embargoOf(useCase().embargo);
  const { zone } = usePlace();
  const isOurs = proposal?.by === 'desk';
  // Nobody accepts what they proposed themselves; what the desk takes back is its own.
  const [side, setSide] = useState<Side>(isOurs && move === 'accept' ? 'reporter' : 'desk');
  const isReporters = side === 'reporter';
  const isAccepted = move === 'accept';
  const date = proposal ? momentInWords(proposal.until, zone) : '';
  const route = isAccepted ? 'acceptance' : 'rejection';
  return (
    <SayDialog
      title={isAccepted ? 'Accept this date?' : isOurs ? 'Withdraw this proposal?' : 'Decline this date?'}
      about={`${date}. ${isAccepted ? 'It binds both sides at once.' : 'What was agreed before stays in force.'}`}
      confirm={isAccepted ? 'Accept the date' : isOurs ? 'Withdraw it' : 'Decline the date'}
      {...(isReporters ? EVIDENCE : {})}
      onClose={onClose}
      onSay={(api, params, evidence) =>
        api.call(`POST /v1/desk/cases/:case/embargo/${route}`, {
          params,
          body: isReporters ? { side, evidence } : {},
        })
      }
    >
      {isOurs && !isAccepted && (
        <RadioGroup<Side>
          label="Who says no"
          value={side}
          onChange={setSide}
          options={[
            { value: 'desk', label: 'We take it back' },
            { value: 'reporter', label: 'The reporter does, elsewhere' },
          ]}
        />
      )}
    </SayDialog>
  );
}

export const EndDialog = ({ onClose }: Props): JSX.Element => (
  <SayDialog
    title="End the embargo early?"
    about="From then on nobody is bound by it, and the reporter sees that. An embargo that ended never returns."
    label="Why"
    hint="For the desk alone."
    confirm="End the embargo"
    danger
    onClose={onClose}
    onSay={(api, params, reason) => api.call('POST /v1/desk/cases/:case/embargo/end', { params, body: { reason } })}
  />
);

export const KeepDialog = ({ onClose }: Props): JSX.Element => (
  <SayDialog
    title="Keep the embargo although attacks are known?"
    about="Without your word it ends within an hour of the first known attack."
    label="Why it is better for those who are attacked"
    hint="For the desk alone."
    confirm="Keep the embargo"
    onClose={onClose}
    onSay={(api, params, reason) => api.call('POST /v1/desk/cases/:case/embargo/keeping', { params, body: { reason } })}
  />
);
