import type { Blobs } from '#platform/blobs/blobs.ts';
import type { Clock } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { Images } from '#platform/images/images.ts';
import type { Job } from '#platform/jobs/jobs.ts';
import type { Log } from '#platform/log.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import type { Room } from '#platform/room.ts';
import type { Units } from '#platform/work.ts';
import { accessLogHolding } from './access-log/access-log.holding.ts';
import { accessLogRoutes } from './access-log/access-log.routes.ts';
import { type AccessLog, createAccessLog } from './access-log/access-log.ts';
import { apiTokenEvidence } from './api-tokens/api-tokens.evidence.ts';
import { apiTokensHolding } from './api-tokens/api-tokens.holding.ts';
import { apiTokenJobs } from './api-tokens/api-tokens.jobs.ts';
import { apiTokenRoutes } from './api-tokens/api-tokens.routes.ts';
import { type Authenticate, createAuthentication } from './authentication.ts';
import { claimedDomainsHolding } from './claimed-domains/claimed-domains.holding.ts';
import { claimedDomainRoutes } from './claimed-domains/claimed-domains.routes.ts';
import { claimRoutes } from './claims/claims.routes.ts';
import { deviceRoutes } from './devices/devices.routes.ts';
import { emailChangeRoutes } from './email-changes/email-changes.routes.ts';
import { entranceRoutes } from './entrance/entrance.routes.ts';
import { foundingHolding } from './founding/founding.holding.ts';
import { foundingJobs } from './founding/founding.jobs.ts';
import { foundingRoutes } from './founding/founding.routes.ts';
import type { Furnish } from './founding/founding.ts';
import { guessingHolding } from './guessing/guessing.holding.ts';
import { guessingJob } from './guessing/guessing.jobs.ts';
import { createGuesses, type Guesses } from './guessing/guessing.ts';
import { guestsHolding } from './guests/guests.holding.ts';
import { guestJobs } from './guests/guests.jobs.ts';
import { guestRoutes } from './guests/guests.routes.ts';
import { invitationsHolding } from './invitations/invitations.holding.ts';
import { invitationRoutes } from './invitations/invitations.routes.ts';
import type { CheckChannels } from './invitations/invitations.ts';
import { joinDomainsHolding } from './join-domains/join-domains.holding.ts';
import { joinDomainRoutes } from './join-domains/join-domains.routes.ts';
import { createJoinRequests } from './join-domains/join-domains.ts';
import { mailedLinksHolding } from './mailed-links/mailed-links.holding.ts';
import { membersHolding } from './members/members.holding.ts';
import { memberRoutes } from './members/members.routes.ts';
import type { Welcome } from './members/members.ts';
import { newDeviceJob } from './new-devices/new-devices.jobs.ts';
import { passkeysHolding } from './passkeys/passkeys.holding.ts';
import { passwordResetRoutes } from './password-resets/password-resets.routes.ts';
import { createResetRequests } from './password-resets/password-resets.ts';
import { passwordEvidence } from './passwords/passwords.evidence.ts';
import { passwordRoutes } from './passwords/passwords.routes.ts';
import type { PasswordPolicy, Passwords } from './passwords/passwords.ts';
import { profilesHolding } from './profiles/profiles.holding.ts';
import { profileRoutes } from './profiles/profiles.routes.ts';
import type { Meets } from './profiles/profiles.ts';
import { proofRoutes } from './proofs/proofs.routes.ts';
import { provisioningEvidence } from './provisioning/provisioning.evidence.ts';
import { provisioningHolding } from './provisioning/provisioning.holding.ts';
import { provisioningRoutes } from './provisioning/provisioning.routes.ts';
import { secondFactorsHolding } from './second-factors/second-factors.holding.ts';
import { secondFactorJobs } from './second-factors/second-factors.jobs.ts';
import { secondFactorRoutes } from './second-factors/second-factors.routes.ts';
import { sessionsHolding } from './sessions/sessions.holding.ts';
import { sessionRoutes } from './sessions/sessions.routes.ts';
import { signInRoutes } from './sign-in/sign-in.routes.ts';
import { signOutEvidence } from './sign-outs/sign-outs.evidence.ts';
import { signOutsHolding } from './sign-outs/sign-outs.holding.ts';
import { signOutRoutes } from './sign-outs/sign-outs.routes.ts';
import { ssoEvidence } from './sso/sso.evidence.ts';
import { ssoHolding } from './sso/sso.holding.ts';
import { ssoRoutes } from './sso/sso.routes.ts';
import { ssoPolicyHolding } from './sso-policy/sso-policy.holding.ts';
import { teamsHolding } from './teams/teams.holding.ts';
import { teamRoutes } from './teams/teams.routes.ts';
import { twoFactorEvidence } from './two-factor/two-factor.evidence.ts';
import { twoFactorHolding } from './two-factor/two-factor.holding.ts';
import { twoFactorJobs } from './two-factor/two-factor.jobs.ts';
import { twoFactorRoutes } from './two-factor/two-factor.routes.ts';

/** What ends a right ends it in every process. */
const CROSSING = [
  ...(['session.ended', 'member.signed-out', 'team.signed-out', 'token.revoked', 'token.changed'] as const),
  'member.tokens-revoked',
  ...(['second-factor.owed', 'member.deactivated', 'role.changed'] as const),
] as const;

export interface IdentityMeans {
  readonly units: Units;
  readonly clock: Clock;
  readonly log: Log;
  /** The origin of our own pages, for links and cookies. */
  readonly url: () => string;
  readonly mailer: Mailer;
  readonly passwords: Passwords;
  /** The policy of `passwords`; the evidence counts what was made under another one. */
  readonly passwordPolicy: PasswordPolicy;
  readonly blobs: Blobs;
  readonly images: Images;
  readonly egress: Egress;
  /** Where an address is, as far as the operator's database knows. */
  readonly placeOf: PlaceOf;
  /** How many processes will say that their connections are closed, when everybody is signed out. */
  readonly closers: () => Promise<number>;
  /** What the rooms above do when somebody joins and when a team is made. */
  readonly welcome: Welcome;
  readonly furnish: Furnish;
  /** Who meets whom there, and which channels an inviter may name. */
  readonly meets: Meets;
  readonly checkChannels: CheckChannels;
}

/** The room, and what the router needs of it: who calls, and where a denied call is noted. */
export interface Identity extends Room {
  readonly authenticate: Authenticate;
  readonly denied: AccessLog['denied'];
  /** The counts of wrong tries, for other rooms that let somebody in. */
  readonly guesses: Guesses;
  readonly close: () => Promise<void>;
}

const HOLDINGS = [
  teamsHolding,
  membersHolding,
  profilesHolding,
  invitationsHolding,
  joinDomainsHolding,
  mailedLinksHolding,
  guestsHolding,
  sessionsHolding,
  signOutsHolding,
  apiTokensHolding,
  accessLogHolding,
  foundingHolding,
  twoFactorHolding,
  ssoHolding,
  ssoPolicyHolding,
  claimedDomainsHolding,
  provisioningHolding,
  secondFactorsHolding,
  passkeysHolding,
  guessingHolding,
];

export function identityRoom(means: IdentityMeans): Identity {
  const { units, clock, log, url, welcome, placeOf } = means;
  const accessLog = createAccessLog(units, clock, log);
  const guesses = createGuesses(means);
  const authenticate = createAuthentication(units, guesses, accessLog.denied);
  const guarded = { ...means, accessLog, guesses };
  const resetRequests = createResetRequests(guarded);
  const joinRequests = createJoinRequests(guarded);
  return {
    name: 'identity',
    routes: [
      ...teamRoutes,
      ...signInRoutes({ ...guarded, url }),
      ...sessionRoutes(url),
      ...deviceRoutes(means),
      ...signOutRoutes(means.closers),
      ...passwordRoutes(guarded),
      ...proofRoutes(guarded),
      ...secondFactorRoutes(guarded),
      ...twoFactorRoutes,
      ...ssoRoutes(guarded),
      ...claimedDomainRoutes(means),
      ...provisioningRoutes(guarded),
      ...memberRoutes(means),
      ...profileRoutes(means),
      ...invitationRoutes(guarded),
      ...joinDomainRoutes(joinRequests),
      ...claimRoutes(guarded),
      ...guestRoutes,
      ...emailChangeRoutes(guarded),
      ...apiTokenRoutes(welcome),
      ...accessLogRoutes(placeOf),
      ...entranceRoutes(authenticate),
      ...foundingRoutes(means),
      ...passwordResetRoutes(guarded, resetRequests),
    ],
    jobs: jobsOf(means),
    holdings: HOLDINGS,
    evidence: [
      passwordEvidence(means.passwordPolicy, clock),
      twoFactorEvidence(clock),
      signOutEvidence(clock),
      ssoEvidence(clock),
      apiTokenEvidence(clock),
      provisioningEvidence(clock),
    ],
    crossing: CROSSING,
    authenticate,
    denied: accessLog.denied,
    guesses,
    async close() {
      await resetRequests.settled();
      await joinRequests.settled();
      await accessLog.settled();
      await guesses.settled();
    },
  };
}

const jobsOf = (means: IdentityMeans): readonly Job[] => [
  guessingJob,
  ...guestJobs,
  ...foundingJobs,
  ...twoFactorJobs(means),
  ...secondFactorJobs(means),
  ...apiTokenJobs(means),
  newDeviceJob(means) as Job,
];
