/** What concerns one's own second factor and has a time: the team's deadline, and a reset that somebody began. */
import { useQueryClient } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Link } from 'wouter';
import { Banner } from '#parts/banner.tsx';
import { Button, buttonClass } from '#parts/button.tsx';
import { fullMoment } from '#parts/moments.ts';
import { toast } from '#parts/toast.tsx';
import { DAY_MS } from '#sync/clock.ts';
import { attempt } from '#view/attempt.ts';
import { factorsKey, useFactors } from '#view/factors.ts';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

export function FactorBar(): JSX.Element | null {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const team = useSelect((state) => state.team?.name ?? 'Your team');
  const [now, place, { data }] = [useMinute(), usePlace(), useFactors()];
  if (data?.reset) {
    const stop = async (): Promise<void> => {
      if (!(await attempt(api.call('DELETE /v1/me/second-factor-reset')))) return;
      toast('The reset is stopped. Your second factor stays as it is.');
      await queries.invalidateQueries({ queryKey: factorsKey });
    };
    return (
      <section aria-label="Second factor">
        <Banner tone="bad" action={<Button onClick={() => void stop()}>Stop it</Button>}>
          An admin is having your second factor removed, on {fullMoment(Date.parse(data.reset.dueAt), place)}. If you
          did not ask for that, stop it.
        </Banner>
      </section>
    );
  }
  if (data?.requiredFrom === undefined || data.authenticator || data.passkey.isReady) return null;
  const at = Date.parse(data.requiredFrom);
  return (
    <section aria-label="Second factor">
      <Banner
        tone="warn"
        action={
          <Link className={buttonClass('primary')} href="/me/security">
            Add one now
          </Link>
        }
      >
        {team} asks everybody for a second factor {leftWords(at - now)}, from {fullMoment(at, place)} on. You have none
        yet.
      </Banner>
    </section>
  );
}

function leftWords(leftMs: number): string {
  const days = Math.ceil(leftMs / DAY_MS);
  return days <= 1 ? 'within a day' : `in ${days} days`;
}
