/** The markings at the very top of a case: how long it is secret, or that it is so no longer. */
import type { JSX } from 'react';
import { Link } from 'wouter';
import { momentInWords } from '#contract/desk-clocks.ts';
import { Icon } from '#parts/icon.tsx';
import { casePath } from '#view/desk-cases.ts';
import { usePlace } from '#view/place.ts';
import s from './room.module.css';
import { type DeskCase, useCase } from './use-case.ts';

export function Bands(): JSX.Element {
  const open = useCase();
  return (
    <>
      {open.zeroDay && <ZeroDayBand facts={open.facts} />}
      <EmbargoBand />
    </>
  );
}

function EmbargoBand(): JSX.Element {
  const { id, embargo, people, report } = useCase();
  const { zone } = usePlace();
  const inside = people.filter(({ acceptedAt }) => acceptedAt !== undefined).length;
  const access = `${inside} ${inside === 1 ? 'person has' : 'people have'} access.`;
  const noDate = report === 'closed' ? '' : 'No date is agreed yet. ';
  const isBound = embargo.state === 'active' || embargo.state === 'revising';
  const words =
    isBound && embargo.until !== undefined
      ? ['Embargoed', `until ${momentInWords(Date.parse(embargo.until), zone)}.`]
      : embargo.state === 'ended'
        ? ['Embargo over', report === 'closed' ? 'with the case.' : 'What is in here is still for those in it alone.']
        : ['Named people', `${noDate}What is in here stays with those who are in it.`];
  return (
    <div className={s.band} role="note" aria-label="Marking" data-bound={isBound || undefined}>
      <Icon sign="lock" small />
      <span className="grow">
        <b>{words[0]}</b> {words[1]} {access}
      </span>
      <Link href={casePath(id, 'details')} replace>
        See who
      </Link>
    </div>
  );
}

/** It says which of the facts led here, and hides nothing. */
function ZeroDayBand({ facts }: Pick<DeskCase, 'facts'>): JSX.Element {
  const known = new Set(facts.map(({ fact }) => fact));
  const why = known.has('exploit-public')
    ? 'A way to exploit it is public.'
    : known.has('public')
      ? 'It is public.'
      : 'It is used in attacks.';
  return (
    <div className={`${s.band} ${s.zeroDay}`} role="note" aria-label="Lane" data-bound>
      <Icon sign="warn" small />
      <span className="grow">
        <b>Zero day</b> {why} Tell what helps people now, and release as soon as a fix holds.
      </span>
    </div>
  );
}
