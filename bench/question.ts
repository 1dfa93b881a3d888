import type { Cost, Stage } from './stage.ts';

/** One figure that a question gives. The aim is printed beside it and judged by nobody but the reader. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly aim?: string;
}

export type Question = (stage: Stage) => Promise<Figure[]>;

/** CPU time per operation between two readings, in microseconds. */
export function costFigures(stage: Stage, before: Cost, after: Cost, operations: number, of: string): Figure[] {
  const each = (key: keyof Cost): number => ((after[key] - before[key]) * 1000) / operations;
  const server = { what: `server CPU per ${of}`, value: each('serverMs'), unit: 'µs' };
  if (stage.engine === 'embedded') return [server];
  return [server, { what: `PostgreSQL CPU per ${of}`, value: each('postgresMs'), unit: 'µs' }];
}
