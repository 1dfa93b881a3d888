/**
 * How the deployment is, in numbers. The danger: a page for the operator on which something of a customer stands. The
 * principle: only sizes, counts, times, versions and settings without secrets; of the mails that wait in the folder
 * their number, because what they say are links into people's accounts. The boundary: numbers tell of growth and use.
 */
import { statfs } from 'node:fs/promises';
import type { Check, DeploymentState, Listener } from '#contract/operators.ts';
import type { Clock } from '#platform/clock.ts';
import { after } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { limits } from '#platform/limits.ts';
import { lookAtKept } from '#platform/mail/mail.ts';
import type { Units } from '#platform/work.ts';
import { readStore } from './deployment.sql.ts';

/** What the assembled server tells of itself. */
export interface Deployment {
  readonly version: string;
  readonly startedAt: Date;
  readonly engine: string;
  readonly dataFolder: string;
  /** Where mail is kept; undefined: a mail server takes it. */
  readonly mailFolder: string | undefined;
  readonly files: 'folder' | 'bucket';
  readonly listeners: () => readonly Listener[];
  readonly sockets: () => number;
  readonly jobs: () => Promise<{ readonly waiting: number; readonly running: number; readonly dead: number }>;
  /** The measurements that the rooms declare. */
  readonly evidence: () => readonly Evidence[];
}

export async function lookAtDeployment(units: Units, deployment: Deployment): Promise<DeploymentState> {
  const store = await units.open('deployment', (work) => readStore(work.sql));
  const { bavail, blocks, bsize } = await statfs(deployment.dataFolder);
  const { waiting, running, dead } = await deployment.jobs();
  const mail = deployment.mailFolder === undefined ? undefined : await lookAtKept(deployment.mailFolder);
  return {
    version: deployment.version,
    node: process.versions.node,
    startedAt: deployment.startedAt.toISOString(),
    engine: deployment.engine,
    storeVersion: store.version,
    storeBytes: store.bytes,
    disk: { freeBytes: bavail * bsize, totalBytes: blocks * bsize },
    jobs: { waiting, running, dead },
    sockets: deployment.sockets(),
    mail: mail
      ? {
          ...{ by: 'folder', kept: mail.kept },
          ...(mail.newestAt ? { newestAt: mail.newestAt.toISOString() } : {}),
        }
      : { by: 'server', kept: 0 },
    files: deployment.files,
    listeners: [...deployment.listeners()],
  };
}

/** What the measurements found; each look within some minutes gets the same, because they read every team's counts. */
export function createChecks(deployment: Deployment, clock: Clock): (units: Units) => Promise<readonly Check[]> {
  let last: { readonly until: Date; readonly found: Promise<readonly Check[]> } | undefined;
  return (units) => {
    if (last && clock() < last.until) return last.found;
    const found = measureAll(units, deployment.evidence());
    last = { until: after(clock(), limits.operators.checksKeptMs), found };
    // What failed is tried again by the next look.
    found.catch(() => {
      last = undefined;
    });
    return found;
  };
}

async function measureAll(units: Units, evidence: readonly Evidence[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { claim, says, check, measure } of evidence) {
    const { at, value, kept } = await measure(units);
    checks.push({ claim, says, check, value, kept, at: at.toISOString() });
  }
  return checks;
}
