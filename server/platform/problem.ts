/**
 * Refusals. Each is declared once with `problem(...)`, thrown where a rule says no, and turned into an
 * RFC 9457 document at the border. Titles are constant and say what to do next; they never carry internal text.
 */
export class Problem<Detail extends object = object> extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: Detail;

  constructor(declared: { code: string; status: number; title: string }, detail: Detail) {
    super(`${declared.code}: ${declared.title}`);
    this.name = 'Problem';
    this.code = declared.code;
    this.status = declared.status;
    this.title = declared.title;
    this.detail = detail;
  }
}

export interface DeclaredProblem<Detail extends object> {
  (...detail: object extends Detail ? [] : [Detail]): Problem<Detail>;
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

const declared = new Map<string, DeclaredProblem<never>>();

/**
 * Declares a refusal: `const underHold = problem<{ hold: string }>('retention/under-hold', 409, 'These records …')`.
 * `throw underHold({ hold })` refuses; the detail's members become members of the problem document.
 */
export function problem<Detail extends object = object>(
  code: string,
  status: number,
  title: string,
): DeclaredProblem<Detail> {
  if (declared.has(code)) throw new Error(`The problem ${code} is declared twice.`);
  const make = (...detail: unknown[]) => new Problem({ code, status, title }, (detail[0] ?? {}) as Detail);
  const made = Object.assign(make, { code, status, title }) as DeclaredProblem<Detail>;
  declared.set(code, made as unknown as DeclaredProblem<never>);
  return made;
}

/** Every refusal that the loaded modules declare, by code; read by the tests and the API document. */
export const declaredProblems = (): ReadonlyMap<string, { code: string; status: number; title: string }> => declared;
