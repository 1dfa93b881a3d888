/** How far two clocks are apart. */
import { wallAt } from '../wall-time.ts';

/** Hours between what the clocks of two zones show at that moment; never negative. */
export const hoursApart = (at: number, zone: string, other: string): number =>
  zone === other ? 0 : Math.abs(Date.parse(`${wallAt(at, zone)}Z`) - Date.parse(`${wallAt(at, other)}Z`)) / 3_600_000;
