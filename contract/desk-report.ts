/**
 * A report as one participant handles it: six states, and a verb for each move. After the report management model of
 * CERT/CC's Vultron protocol. A report is received once and ends once; nothing leads back from `closed`.
 */

export type ReportState = 'received' | 'valid' | 'invalid' | 'accepted' | 'deferred' | 'closed';
export type ReportMove = 'receive' | 'validate' | 'invalidate' | 'accept' | 'defer' | 'close';

interface Move {
  /** Undefined: there is no report yet. */
  readonly from: readonly (ReportState | undefined)[];
  readonly to: ReportState;
}

export const REPORT_MOVES: Readonly<Record<ReportMove, Move>> = {
  receive: { from: [undefined], to: 'received' },
  validate: { from: ['received', 'invalid'], to: 'valid' },
  invalidate: { from: ['received'], to: 'invalid' },
  accept: { from: ['valid', 'deferred'], to: 'accepted' },
  defer: { from: ['valid', 'accepted'], to: 'deferred' },
  close: { from: ['invalid', 'accepted', 'deferred'], to: 'closed' },
};

/** Where the move leads from this state; undefined: it is not allowed. */
export const reportAfter = (state: ReportState | undefined, move: ReportMove): ReportState | undefined =>
  REPORT_MOVES[move].from.includes(state) ? REPORT_MOVES[move].to : undefined;

/** What can be done with a report in this state, in the order of the table. */
export const reportMoves = (state: ReportState | undefined): ReportMove[] =>
  (Object.keys(REPORT_MOVES) as ReportMove[]).filter((move) => reportAfter(state, move) !== undefined);

/** Why a case ends, in the words that the reporter reads. */
export const CLOSE_REASONS = {
  published: 'The fix and its advisory are published.',
  'not-a-vulnerability': 'What was reported is not a vulnerability.',
  'not-security-but-bug': 'It is a mistake without consequences for security, and goes on as a public issue.',
  duplicate: 'The same was reported before.',
  'out-of-scope': 'It lies outside of what this desk looks after.',
  'unsupported-version': 'It concerns only versions that are no longer supported.',
  withdrawn: 'The reporter took it back.',
  spam: 'It is no report.',
} as const;
export type CloseReason = keyof typeof CLOSE_REASONS;
