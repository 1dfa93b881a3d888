/**
 * How severe a weakness is: by CVSS vector, in words, and how urgent by SSVC. The danger: a vector that lacks a metric
 * has the score 0 in the calculator, without a word; here such a vector has no score at all. The same functions run on
 * the server and in the browser.
 */
import calculator from 'ae-cvss-calculator';
import type { SeverityLevel } from './desk-clocks.ts';

const { Cvss3P0, Cvss3P1, Cvss4P0 } = calculator;

/** What is rated today, newest first; 3.0 is read where a report brings it. Older ones are read as words alone. */
export const RATED_VERSIONS = ['4.0', '3.1'] as const;
export type RatedVersion = (typeof RATED_VERSIONS)[number];
export type CvssVersion = RatedVersion | '3.0';

interface Value {
  readonly shortName: string;
  readonly name: string;
  readonly description: string;
  readonly hide?: boolean;
}
interface Component {
  readonly shortName: string;
  readonly name: string;
  readonly description: string;
  readonly values: readonly Value[];
}
/** What is used of the calculator's classes, one for each version. */
interface Vector {
  findComponent(name: string): Component | undefined;
  applyComponentString(metric: string, value: string): boolean;
  getComponentByString(metric: string): Value;
  /** By category, the base metrics first. */
  getRegisteredComponents(): ReadonlyMap<unknown, readonly Component[]>;
  isBaseFullyDefined(): boolean;
  calculateScores(): { readonly overall: number; readonly base?: number | undefined };
  toString(): string;
}
const MAKERS: Readonly<Record<CvssVersion, () => Vector>> = {
  '4.0': () => new Cvss4P0(),
  '3.1': () => new Cvss3P1(),
  '3.0': () => new Cvss3P0(),
};
/** The longest, of CVSS 4.0 with every metric, has about 250 characters. */
export const VECTOR_CHARACTERS_MAX = 300;

export type SeverityWord = SeverityLevel | 'none';

export interface Score {
  readonly version: CvssVersion;
  /** In the canonical order of its metrics. */
  readonly vector: string;
  /** Of the base metrics alone. */
  readonly base: number;
  /** With what is known of threats and surroundings. */
  readonly overall: number;
  readonly word: SeverityWord;
}

export type Scored =
  | { readonly kind: 'scored'; readonly score: Score }
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] }
  /** Of the first part that is wrong. */
  | { readonly kind: 'unreadable'; readonly part: string };

/** The rating that FIRST gives to scores (CVSS 4.0 and 3.1, qualitative severity rating scale). */
export const wordOf = (score: number): SeverityWord =>
  score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : score > 0 ? 'low' : 'none';

/** What the team's words mean where nobody counts in metrics; the desk may rate in words alone. */
export const RUBRIC: Readonly<Record<SeverityLevel, string>> = {
  critical: 'Anybody can take over a default installation over the network, or read what all teams keep.',
  high: 'It gives control or secrets to somebody who must not have them, with an account or a likely circumstance.',
  medium: 'It does harm only under circumstances that are rare, or harms a few and can be undone.',
  low: 'It tells little, harms little, or needs rights with which one could do worse anyway.',
};

function readParts(vector: Vector, parts: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const part of parts) {
    const [metric = '', value = '', ...more] = part.split(':');
    const component = vector.findComponent(metric);
    const isKnown = component?.shortName === metric && component.values.some(({ shortName }) => shortName === value);
    if (!isKnown || more.length > 0 || seen.has(metric)) return part;
    seen.add(metric);
    vector.applyComponentString(metric, value);
  }
  return undefined;
}

const missingIn = (vector: Vector): string[] => {
  const [base] = vector.getRegisteredComponents().values();
  return (base ?? [])
    .map(({ shortName }) => shortName)
    .filter((metric) => vector.getComponentByString(metric).shortName === 'X');
};

/** Reads a vector and computes its scores; whatever is missing, doubled or unknown has none. */
export function scoreOf(text: string): Scored {
  const [prefix = '', ...parts] = text.split('/');
  const version = /^CVSS:(4\.0|3\.1|3\.0)$/.exec(prefix)?.[1] as CvssVersion | undefined;
  if (version === undefined || text.length > VECTOR_CHARACTERS_MAX) return { kind: 'unreadable', part: prefix };
  const vector = MAKERS[version]();
  const wrong = readParts(vector, parts);
  if (wrong !== undefined) return { kind: 'unreadable', part: wrong };
  if (!vector.isBaseFullyDefined()) return { kind: 'incomplete', missing: missingIn(vector) };
  const { overall, base } = vector.calculateScores();
  const score = { version, vector: vector.toString(), base: base ?? overall, overall, word: wordOf(overall) };
  return { kind: 'scored', score };
}

export interface Metric {
  readonly short: string;
  readonly name: string;
  readonly says: string;
  readonly values: readonly { readonly short: string; readonly name: string; readonly says: string }[];
}

/** The base metrics of a version in their order, with names and what they mean: for an editor by keyboard. */
export function baseMetrics(version: RatedVersion): Metric[] {
  const [base] = MAKERS[version]().getRegisteredComponents().values();
  return (base ?? []).map(({ shortName, name, description, values }) => ({
    short: shortName,
    name,
    says: description,
    values: values
      .filter((value) => value.shortName !== 'X' && value.hide !== true)
      .map((value) => ({ short: value.shortName, name: value.name, says: value.description })),
  }));
}

/** The vector of these choices, complete or not: `CVSS:3.1/AV:N/AC:L`. */
export const vectorOf = (version: RatedVersion, chosen: Readonly<Record<string, string>>): string =>
  [
    `CVSS:${version}`,
    ...baseMetrics(version).flatMap(({ short }) => (chosen[short] ? [`${short}:${chosen[short]}`] : [])),
  ].join('/');
