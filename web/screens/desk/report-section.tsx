/** Whose case it is, and what becomes of the report. */
import { type JSX, useState } from 'react';
import { CLOSE_REASONS } from '#contract/desk-report.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Section } from '#parts/pane.tsx';
import { MemberName } from '#view/member.tsx';
import { useSelect } from '#view/workspace.tsx';
import { Alike } from './alike.tsx';
import { useDeedKey } from './case-keys.ts';
import { CloseDialog } from './close-dialog.tsx';
import { OwnerDialog } from './owner-dialog.tsx';
import s from './panel.module.css';
import { AcceptDialog, DeferDialog, DisputeDialog, InvalidDialog, ValidDialog } from './report-dialogs.tsx';
import { useCase, useMayDecide, usePart } from './use-case.ts';
import { REPORT_WORDS } from './words.ts';

const MOVES = {
  validate: 'It is valid',
  accept: 'Take it on',
  invalidate: 'It is not valid',
  defer: 'Put it off',
  close: 'Close the case',
} as const;
type Move = keyof typeof MOVES;
type Asked = Move | 'owner' | 'dispute';

const DIALOGS = {
  validate: ValidDialog,
  accept: AcceptDialog,
  invalidate: InvalidDialog,
  defer: DeferDialog,
  close: CloseDialog,
  owner: OwnerDialog,
  dispute: DisputeDialog,
} as const;

const SaidByReporter = ({ children }: { children: string }): JSX.Element => (
  <p>
    <Chip tone="warn">{children}</Chip>
  </p>
);

export function ReportSection(): JSX.Element {
  const { report, moves, coordinator, closeReason, disputedAt, withdrawnAt } = useCase();
  const part = usePart();
  const mayDecide = useMayDecide();
  const [asked, ask] = useState<Asked>();
  const me = useSelect((state) => state.me);
  useDeedKey('O', 'Give the case an owner', () => (mayDecide ? ask('owner') : false));
  // What came in as spam, and what was taken back, goes the steps at once.
  const isClosable = report === 'received' || (report === 'valid' && withdrawnAt !== undefined);
  const offered = (Object.keys(MOVES) as Move[]).filter(
    (move) => moves.includes(move) || (move === 'close' && isClosable),
  );
  const Asking = asked && DIALOGS[asked];
  return (
    <Section title="Report" actions={<Chip>{REPORT_WORDS[report]}</Chip>}>
      <dl className={s.pairs}>
        <dt>Owner</dt>
        <dd>{coordinator === undefined ? 'Nobody yet' : <MemberName id={coordinator} />}</dd>
        {closeReason && (
          <>
            <dt>Closed</dt>
            <dd>{CLOSE_REASONS[closeReason]}</dd>
          </>
        )}
      </dl>
      {disputedAt !== undefined && <SaidByReporter>The reporter disputes the decision</SaidByReporter>}
      {withdrawnAt !== undefined && report !== 'closed' && <SaidByReporter>The reporter took it back</SaidByReporter>}
      {report !== 'closed' && !mayDecide && (
        <p className={s.text}>
          Coordinators of this case decide. You can write, add patches and evidence, and say what is public.
        </p>
      )}
      <Alike />
      <div className={s.deeds}>
        {mayDecide && (
          <Button onClick={() => ask('owner')}>
            {coordinator === undefined ? 'Take it' : coordinator === me ? 'Hand it over' : 'Change the owner'}
          </Button>
        )}
        {mayDecide &&
          offered.map((move) => (
            <Button key={move} kind={move === 'close' ? 'quiet' : 'plain'} onClick={() => ask(move)}>
              {MOVES[move]}
            </Button>
          ))}
        {part === 'coordinator' && disputedAt !== undefined && (
          <Button onClick={() => ask('dispute')}>Decide the dispute</Button>
        )}
      </div>
      {Asking && <Asking onClose={() => ask(undefined)} />}
    </Section>
  );
}
