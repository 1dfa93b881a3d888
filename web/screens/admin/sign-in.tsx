/** What is asked of everybody who signs in, a section to a file. */
import type { JSX } from 'react';
import { ClaimedDomains } from './claimed-domains.tsx';
import { FactorResets } from './factor-resets.tsx';
import { Provisioning } from './provisioning.tsx';
import { SessionLimits } from './session-limits.tsx';
import { SignOutEveryone } from './sign-out-everyone.tsx';
import { SsoPolicy } from './sso-policy.tsx';
import { SsoProviders } from './sso-providers.tsx';
import { TwoFactorLacking } from './two-factor-lacking.tsx';
import { TwoFactorPolicy } from './two-factor-policy.tsx';

export function SignIn(): JSX.Element {
  return (
    <>
      <TwoFactorPolicy />
      <TwoFactorLacking />
      <FactorResets />
      <SsoProviders />
      <SsoPolicy />
      <ClaimedDomains />
      <SessionLimits />
      <SignOutEveryone />
      <Provisioning />
    </>
  );
}
