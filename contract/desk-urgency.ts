/**
 * How soon a fix must be made, by CERT/CC's SSVC: the decision of suppliers, version 1.0.0 (Exploitation 1.1.0,
 * Automatable 2.0.0, Value Density 1.0.0, Technical Impact 1.0.0, Public Safety Impact 2.0.1). The tables are its 4 and
 * 36 rows; `certcc.github.io/SSVC` explains each point.
 */

export const SSVC_POINTS = {
  exploitation: { none: 'N', 'public-poc': 'P', active: 'A' },
  automatable: { no: 'N', yes: 'Y' },
  valueDensity: { diffuse: 'D', concentrated: 'C' },
  technicalImpact: { partial: 'P', total: 'T' },
  publicSafety: { minimal: 'M', significant: 'S' },
} as const;

export interface SsvcAnswers {
  readonly exploitation: keyof typeof SSVC_POINTS.exploitation;
  readonly automatable: keyof typeof SSVC_POINTS.automatable;
  readonly valueDensity: keyof typeof SSVC_POINTS.valueDensity;
  readonly technicalImpact: keyof typeof SSVC_POINTS.technicalImpact;
  readonly publicSafety: keyof typeof SSVC_POINTS.publicSafety;
}

export const URGENCIES = {
  defer: 'Defer: not now.',
  scheduled: 'Scheduled: with the next regular release.',
  'out-of-cycle': 'Out of cycle: before the next regular release.',
  immediate: 'Immediate: everybody who can help stops what they do.',
} as const;
export type Urgency = keyof typeof URGENCIES;

type Utility = 'laborious' | 'efficient' | 'super-effective';
export const utilityOf = ({ automatable, valueDensity }: Pick<SsvcAnswers, 'automatable' | 'valueDensity'>): Utility =>
  automatable === 'yes' && valueDensity === 'concentrated'
    ? 'super-effective'
    : automatable === 'yes' || valueDensity === 'concentrated'
      ? 'efficient'
      : 'laborious';

const LETTERS: Readonly<Record<string, Urgency>> = { d: 'defer', s: 'scheduled', o: 'out-of-cycle', i: 'immediate' };
/** Four letters each: partial and minimal, partial and significant, total and minimal, total and significant. */
const TREE: Readonly<Record<SsvcAnswers['exploitation'], Readonly<Record<Utility, string>>>> = {
  none: { laborious: 'dsso', efficient: 'soso', 'super-effective': 'sooo' },
  'public-poc': { laborious: 'sosi', efficient: 'sioi', 'super-effective': 'oioi' },
  active: { laborious: 'oioi', efficient: 'oioi', 'super-effective': 'iiii' },
};

export function urgencyOf(answers: SsvcAnswers): Urgency {
  const column = (answers.technicalImpact === 'total' ? 2 : 0) + (answers.publicSafety === 'significant' ? 1 : 0);
  return LETTERS[TREE[answers.exploitation][utilityOf(answers)].charAt(column)] ?? 'immediate';
}
