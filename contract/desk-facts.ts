/**
 * What is known of a weakness out in the world: six facts that become true and never false again. After the case state
 * model of CERT/CC's Vultron protocol.
 */

export const FACTS = {
  aware: { letter: 'V', says: 'The team knows of it.' },
  'fix-ready': { letter: 'F', says: 'A fix is ready and verified.' },
  'fix-deployed': { letter: 'D', says: 'The fix runs on the team’s own hosts.' },
  public: { letter: 'P', says: 'The weakness is public.' },
  'exploit-public': { letter: 'X', says: 'A way to exploit it is public.' },
  attacked: { letter: 'A', says: 'It is used in attacks.' },
} as const;
export type DeskFact = keyof typeof FACTS;
export const FACT_NAMES = Object.keys(FACTS) as readonly DeskFact[];

/** What must be true before. A public way to exploit it makes the weakness public, which `alsoTrue` says. */
const REQUIRES: Partial<Readonly<Record<DeskFact, DeskFact>>> = { 'fix-ready': 'aware', 'fix-deployed': 'fix-ready' };

/** What is missing before this can be a fact; undefined: nothing. */
export function missingBefore(known: ReadonlySet<DeskFact>, fact: DeskFact): DeskFact | undefined {
  const needed = REQUIRES[fact];
  return needed === undefined || known.has(needed) ? undefined : needed;
}

/** What becomes true with it, the fact itself first. */
export const alsoTrue = (fact: DeskFact): readonly DeskFact[] =>
  fact === 'exploit-public' ? ['exploit-public', 'public'] : [fact];

/** Whether the embargo must end, whether it should, or neither. */
export const embargoOwes = (known: ReadonlySet<DeskFact>): 'must-end' | 'should-end' | undefined =>
  known.has('public') || known.has('exploit-public') ? 'must-end' : known.has('attacked') ? 'should-end' : undefined;
