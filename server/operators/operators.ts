import type { Guesses } from '#identity/guessing/guessing.ts';
import type { Passwords } from '#identity/passwords/passwords.ts';
import type { Clock } from '#platform/clock.ts';
import { cookieCredential, type Route } from '#platform/http/http.ts';
import type { Log } from '#platform/log.ts';
import type { Room } from '#platform/room.ts';
import type { Units } from '#platform/work.ts';
import type { Operator } from './access/access.ts';
import { operatorsEvidence } from './accounts/accounts.evidence.ts';
import { operatorsHolding } from './accounts/accounts.holding.ts';
import { type Attempts, createAttempts } from './attempts/attempts.ts';
import { CONSOLE_COOKIE } from './console-cookie.ts';
import { listenersEvidence } from './deployment/deployment.evidence.ts';
import { deploymentRoutes } from './deployment/deployment.routes.ts';
import type { Deployment } from './deployment/deployment.ts';
import { enrolmentRoutes } from './enrolment/enrolment.routes.ts';
import { passkeyRoutes } from './passkeys/passkeys.routes.ts';
import { createAuthentication } from './sessions/sessions.ts';
import { ownRoutes, signInRoutes } from './sign-in/sign-in.routes.ts';
import { createSignIns } from './sign-in/sign-in.ts';
import { teamListRoutes } from './team-list/team-list.routes.ts';

export interface OperatorsMeans {
  readonly units: Units;
  readonly clock: Clock;
  readonly log: Log;
  /** The origin of the console's own pages. */
  readonly url: () => string;
  readonly passwords: Passwords;
  readonly guesses: Guesses;
  readonly deployment: Deployment;
}

/** The room, which has no route on the listener of the teams, and what the console's listener needs. */
export interface Operators extends Room {
  readonly routes: readonly [];
  readonly console: {
    readonly routes: readonly Route[];
    readonly presented: ReturnType<typeof cookieCredential>;
    readonly authenticate: (token: string) => Promise<Operator | undefined>;
    readonly refused: Attempts['denied'];
  };
  readonly close: () => Promise<void>;
}

export function operatorsRoom({ units, clock, log, url, passwords, guesses, deployment }: OperatorsMeans): Operators {
  const attempts = createAttempts(units, log);
  const signIns = createSignIns({ clock, guesses, passwords, attempts, url });
  return {
    name: 'operators',
    routes: [],
    jobs: [],
    holdings: [operatorsHolding],
    evidence: [operatorsEvidence(clock), listenersEvidence(deployment.listeners, clock)],
    console: {
      routes: [
        ...signInRoutes(signIns, url),
        ...ownRoutes(signIns),
        ...enrolmentRoutes(passwords, url),
        ...passkeyRoutes(url),
        ...deploymentRoutes(deployment, clock),
        ...teamListRoutes,
      ],
      presented: cookieCredential(CONSOLE_COOKIE),
      authenticate: createAuthentication(units),
      refused: attempts.denied,
    },
    close: attempts.settled,
  };
}
