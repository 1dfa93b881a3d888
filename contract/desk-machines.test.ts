import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  acceptEmbargo,
  EMBARGO_MOVES,
  type Embargo,
  type EmbargoMove,
  embargoAfter,
  isInForce,
  NO_EMBARGO,
  proposeEmbargo,
  rejectEmbargo,
  type Side,
  terminateEmbargo,
} from './desk-embargo.ts';
import { alsoTrue, type DeskFact, embargoOwes, FACT_NAMES, FACTS, missingBefore } from './desk-facts.ts';
import { REPORT_MOVES, type ReportMove, type ReportState, reportAfter, reportMoves } from './desk-report.ts';
import { isZeroDay, RELEASE_STATES, STAGES, stageOf } from './desk-stage.ts';

/** The arrows of the specification, in its own letters: S start, R received, V valid, I, A accepted, D deferred, C. */
const REPORT_ARROWS = new Set(['SR', 'RV', 'RI', 'IV', 'IC', 'VA', 'VD', 'AD', 'AC', 'DA', 'DC']);
const letterOf = (state: ReportState | undefined): string =>
  state === undefined ? 'S' : state.charAt(0).toUpperCase();

const reportWord = fc.array(fc.constantFrom(...(Object.keys(REPORT_MOVES) as ReportMove[])), { maxLength: 30 });

test('of all words over the moves of a report, those of the specification are allowed and no others', () => {
  fc.assert(
    fc.property(reportWord, (word) => {
      let state: ReportState | undefined;
      for (const move of word) {
        const next = reportAfter(state, move);
        const arrow = `${letterOf(state)}${letterOf(REPORT_MOVES[move].to)}`;
        assert.equal(next !== undefined, REPORT_ARROWS.has(arrow), `${arrow} by ${move}`);
        assert.equal(reportMoves(state).includes(move), next !== undefined);
        state = next ?? state;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('every arrow of the specification is a move, and nothing leads out of a closed report', () => {
  const arrows = Object.values(REPORT_MOVES).flatMap(({ from, to }) =>
    from.map((one) => `${letterOf(one)}${letterOf(to)}`),
  );
  assert.deepEqual(arrows.toSorted(), [...REPORT_ARROWS].toSorted());
  assert.deepEqual(reportMoves('closed'), []);
});

/** In the specification's letters: N none, P proposed, A active, R revising, X ended; p r a t are the moves. */
const EMBARGO_ARROWS = new Map([
  ...[
    ['Np', 'P'],
    ['Pp', 'P'],
    ['Pr', 'N'],
    ['Pa', 'A'],
    ['Ap', 'R'],
    ['At', 'X'],
    ['Rp', 'R'],
  ],
  ...[
    ['Ra', 'A'],
    ['Rr', 'A'],
    ['Rt', 'X'],
  ],
] as [string, string][]);
const EMBARGO_LETTERS = { none: 'N', proposed: 'P', active: 'A', revising: 'R', ended: 'X' } as const;
const embargoWord = fc.array(fc.constantFrom(...(Object.keys(EMBARGO_MOVES) as EmbargoMove[])), { maxLength: 40 });

test('of all words over the moves of an embargo, those of the specification are allowed and no others', () => {
  fc.assert(
    fc.property(embargoWord, (word) => {
      let state: Embargo['state'] = 'none';
      for (const move of word) {
        const next = embargoAfter(state, move);
        const to = EMBARGO_ARROWS.get(`${EMBARGO_LETTERS[state]}${move.charAt(0)}`);
        assert.equal(next === undefined ? undefined : EMBARGO_LETTERS[next], to);
        state = next ?? state;
      }
    }),
    { numRuns: 2_000 },
  );
});

type Step =
  | { readonly does: 'propose'; readonly by: Side; readonly until: number }
  | { readonly does: 'accept'; readonly by: Side }
  | { readonly does: 'reject' | 'terminate' };
const side = fc.constantFrom<Side>('desk', 'reporter');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('propose' as const), by: side, until: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('accept' as const), by: side }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('reject' as const, 'terminate' as const) }) },
);
const take = (embargo: Embargo, of: Step): Embargo | undefined => {
  if (of.does === 'propose') return proposeEmbargo(embargo, of);
  if (of.does === 'accept') return acceptEmbargo(embargo, of.by);
  return of.does === 'reject' ? rejectEmbargo(embargo) : terminateEmbargo(embargo);
};

test('in every negotiation, what is agreed holds until something else is agreed, and what ended stays ended', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let embargo: Embargo = NO_EMBARGO;
      for (const of of steps) {
        const before = embargo;
        const after = take(before, of);
        if (before.state === 'ended') assert.equal(after, undefined);
        if (after === undefined) continue;
        embargo = after;
        assert.equal(after.proposal !== undefined, after.state === 'proposed' || after.state === 'revising');
        if (isInForce(after)) assert.ok(after.until !== undefined);
        if (isInForce(before) && of.does !== 'accept') assert.equal(after.until, before.until, of.does);
        // Nobody binds the other side to more than it named itself, or accepted.
        if (of.does === 'accept') assert.notEqual(before.proposal?.by, of.by);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('of two proposals the shorter is in force at once, and the longer stands as a revision of its side', () => {
  const first = proposeEmbargo(NO_EMBARGO, { by: 'desk', until: 90 });
  const second = proposeEmbargo(first!, { by: 'reporter', until: 30 });
  assert.deepEqual(second, { state: 'revising', until: 30, proposal: { by: 'desk', until: 90 } });
  const other = proposeEmbargo(first!, { by: 'reporter', until: 120 });
  assert.deepEqual(other, { state: 'revising', until: 90, proposal: { by: 'reporter', until: 120 } });
  assert.deepEqual(proposeEmbargo(first!, { by: 'reporter', until: 90 }), { state: 'active', until: 90 });
  assert.equal(acceptEmbargo(first!, 'desk'), undefined, 'nobody accepts what they proposed');
  assert.deepEqual(acceptEmbargo(second!, 'reporter'), { state: 'active', until: 90 });
  assert.deepEqual(rejectEmbargo(second!), { state: 'active', until: 30 });
  assert.deepEqual(terminateEmbargo(second!), { state: 'ended', until: 30 });
});

test('a fix is deployed only when it is ready, and ready only for whom the weakness is known to', () => {
  assert.equal(missingBefore(new Set(), 'fix-ready'), 'aware');
  assert.equal(missingBefore(new Set(['aware']), 'fix-deployed'), 'fix-ready');
  assert.equal(missingBefore(new Set(['aware', 'fix-ready']), 'fix-deployed'), undefined);
  for (const fact of ['public', 'exploit-public', 'attacked'] as const) {
    assert.equal(missingBefore(new Set(), fact), undefined, 'what happens outside waits for nobody');
  }
  assert.equal(FACT_NAMES.map((name) => FACTS[name].letter).join(''), 'VFDPXA');
  assert.deepEqual(alsoTrue('exploit-public'), ['exploit-public', 'public']);
  assert.deepEqual(alsoTrue('attacked'), ['attacked']);
});

test('what is public ends an embargo; attacks only say that it should end', () => {
  assert.equal(embargoOwes(new Set(['aware', 'fix-ready'])), undefined);
  assert.equal(embargoOwes(new Set(['attacked'])), 'should-end');
  assert.equal(embargoOwes(new Set(['attacked', 'public'])), 'must-end');
  assert.equal(embargoOwes(new Set(['exploit-public'])), 'must-end');
});

test('the stage is derived from the machines, in the words of the process', () => {
  const none: ReadonlySet<DeskFact> = new Set();
  const start = { report: 'received', release: 'draft', facts: none, isAnswered: false } as const;
  const fixed: ReadonlySet<DeskFact> = new Set(['aware', 'fix-ready']);
  const shown = (given: Partial<Parameters<typeof stageOf>[0]>): string => STAGES[stageOf({ ...start, ...given })];
  assert.equal(shown({}), 'First touch');
  assert.equal(shown({ report: 'valid' }), 'First touch', 'a judgement is no answer');
  assert.equal(shown({ isAnswered: true }), 'Upon contact');
  assert.equal(shown({ isAnswered: true, report: 'valid' }), 'Upon contact');
  assert.equal(shown({ isAnswered: true, report: 'accepted' }), 'Fix the bug');
  assert.equal(shown({ isAnswered: true, report: 'accepted', facts: fixed }), 'Shipping it');
  assert.equal(shown({ report: 'accepted', facts: fixed, release: 'frozen' }), 'Release');
  assert.equal(shown({ report: 'accepted', facts: fixed, release: 'publishing' }), 'Release');
  assert.equal(shown({ report: 'accepted', facts: fixed, release: 'published' }), 'Announced');
  assert.equal(shown({ report: 'closed', release: 'published' }), 'Closed');
});

test('a case is in the zero-day lane from the first such fact until its release', () => {
  for (const release of RELEASE_STATES) {
    const isOut = ['published', 'corrected', 'withdrawn'].includes(release);
    for (const fact of ['public', 'exploit-public', 'attacked'] as const) {
      assert.equal(isZeroDay({ facts: new Set([fact]), release }), !isOut);
    }
    assert.equal(isZeroDay({ facts: new Set(['aware', 'fix-ready', 'fix-deployed']), release }), false);
  }
});
