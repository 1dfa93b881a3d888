/** The policy as it is typed: a line to each thing of a list, and numbers that may be anything for a moment. */
import type { DeskPolicy, DeskPromises } from '#contract/desk-policy.ts';

export const lists = ['inScope', 'outOfScope', 'conduct'] as const;
export const durations = ['firstAnswerHours', 'triageDays', 'updateDays', 'overallDays'] as const;
export const severities = ['critical', 'high', 'medium', 'low'] as const;

type Typed<Names extends readonly string[]> = Readonly<Record<Names[number], string>>;
export interface Draft extends Typed<typeof lists>, Typed<typeof durations>, Typed<typeof severities> {
  readonly address: string;
  readonly languages: string;
  readonly safeHarbour: string;
  readonly embargoDays: string;
  readonly thanks: string;
}

export function draftOf({ promises, thanks, languages, embargoDays, ...policy }: DeskPolicy): Draft {
  const { fixDays, ...times } = promises;
  return {
    ...{ address: policy.address, safeHarbour: policy.safeHarbour },
    ...{ inScope: policy.inScope.join('\n'), outOfScope: policy.outOfScope.join('\n') },
    ...{ conduct: policy.conduct.join('\n'), languages: languages.join(', '), embargoDays: String(embargoDays) },
    ...textsOf(times, durations),
    ...textsOf(fixDays, severities),
    thanks: thanks.map(({ year, name, for: what }) => `${year} ${name}${what ? `: ${what}` : ''}`).join('\n'),
  };
}

const textsOf = <Name extends string>(numbers: Readonly<Record<Name, number>>, names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, String(numbers[name])])) as Record<Name, string>;
const numbersOf = <Name extends string>(texts: Readonly<Record<Name, string>>, names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, Number(texts[name])])) as Record<Name, number>;

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const THANKED = /^(\d{4}) ([^:]+?)(?:: *(.+))?$/;

/** What is typed of the thanked that cannot be read. */
export const unreadThanks = (draft: Pick<Draft, 'thanks'>): string | undefined =>
  linesOf(draft.thanks).find((line) => !THANKED.test(line));

export function policyOf(draft: Draft): DeskPolicy {
  const { fixDays, ...times }: DeskPromises = {
    ...numbersOf(draft, durations),
    fixDays: numbersOf(draft, severities),
  };
  return {
    address: draft.address.trim(),
    languages: draft.languages.split(/[\s,]+/).filter((code) => code !== ''),
    ...{ inScope: linesOf(draft.inScope), outOfScope: linesOf(draft.outOfScope), conduct: linesOf(draft.conduct) },
    safeHarbour: draft.safeHarbour.trim(),
    promises: { ...times, fixDays },
    embargoDays: Number(draft.embargoDays),
    thanks: linesOf(draft.thanks).flatMap((line) => {
      const [, year, name = '', what] = THANKED.exec(line) ?? [];
      return year ? [{ year: Number(year), name, ...(what ? { for: what } : {}) }] : [];
    }),
  };
}
