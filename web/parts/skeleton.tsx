/** What will stand here, in its shape; seen only if it takes longer than 200 ms, so that nothing flickers. */
import type { JSX } from 'react';
import s from './skeleton.module.css';

export interface SkeletonProps {
  /** "Loading messages". */
  label: string;
  rows?: number;
  /** Rows of a list with a face, or lines of text. */
  shape?: 'rows' | 'lines';
}

const widths = [28, 22, 31, 25, 34, 19];
const lengths = [84, 61, 92, 73, 55, 88];

export function Skeleton({ label, rows = 3, shape = 'rows' }: SkeletonProps): JSX.Element {
  return (
    <div role="status" aria-busy="true" aria-label={label} className={s.skeleton}>
      {Array.from({ length: rows }, (_row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={at} className={s.row}>
          {shape === 'rows' && <span className={s.face} />}
          <div className="grow">
            {shape === 'rows' && <div className={s.bar} style={{ width: `${widths[at % widths.length]}%` }} />}
            <div className={s.bar} style={{ width: `${lengths[at % lengths.length]}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}
