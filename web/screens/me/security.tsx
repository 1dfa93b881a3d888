import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Banner } from '#parts/banner.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { AccessLog } from './access-log.tsx';
import { Devices } from './devices.tsx';
import { OfflineReading } from './offline-reading.tsx';
import { Password } from './password.tsx';
import { Tokens } from './tokens.tsx';
import { TwoFactor } from './two-factor.tsx';

export function Security(): JSX.Element {
  const mayHaveTokens = useSelect(({ permissions }) => permissions.includes('tokens.create'));
  return (
    <>
      <Summary />
      <Password />
      <TwoFactor />
      <Devices />
      <OfflineReading />
      {mayHaveTokens && <Tokens />}
      <AccessLog />
    </>
  );
}

/** The state in a sentence, before anything is asked. */
function Summary(): JSX.Element {
  const { api } = useWorkspace();
  const devices = useQuery({
    queryKey: ['my sessions'],
    queryFn: ({ signal }) => api.call('GET /v1/me/sessions', { signal }),
  });
  const tokens = useQuery({
    queryKey: ['my tokens'],
    queryFn: ({ signal }) => api.call('GET /v1/me/tokens', { signal }),
  });
  const [here, there] = [devices.data?.sessions.length, tokens.data?.tokens.length];
  return (
    <div role="status">
      <Banner tone="info" sign="key">
        {here === undefined || there === undefined ? (
          'Looking at who can act as you …'
        ) : (
          <>
            You sign in with your password. {counted(here, 'device is', 'devices are')} signed in, and{' '}
            {counted(there, 'API token acts', 'API tokens act')} as you.
          </>
        )}
      </Banner>
    </div>
  );
}

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${count === 0 ? 'no' : count} ${many}`;
