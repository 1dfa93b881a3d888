/** The access log, one's own or the team's: every attempt with filters, or a line for each device and address. */
import { type JSX, useDeferredValue, useState } from 'react';
import type { AccessSummary, Attempt } from '#contract/access.ts';
import { buttonClass } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { type Column, Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { MemberName } from '../member.tsx';
import { useMinute } from '../minute.ts';
import { PagedList, usePaged } from '../paged.tsx';
import { usePlace } from '../place.ts';
import { useSelect, useWorkspace } from '../workspace.tsx';
import styles from './access.module.css';
import { askedBy, faultsIn, type Result, type Wish } from './asked.ts';
import { factorOf, meansOf, meansOffered, outcomeOf, reasonOf, reasonsOffered } from './reasons.ts';

const pageSize = 25;
const nothing: Wish = {
  ...{ show: 'attempts', result: 'all', means: '', reason: '', network: '', from: '', until: '', member: '' },
};

/** `ofTeam`: of everybody, with the names; otherwise one's own. */
export function AccessLog({ ofTeam = false }: { readonly ofTeam?: boolean }): JSX.Element {
  const [wish, setWish] = useState(nothing);
  const change = (part: Partial<Wish>): void => setWish((before) => ({ ...before, ...part }));
  return (
    <>
      <Filter wish={wish} ofTeam={ofTeam} onChange={change} />
      {wish.show === 'attempts' ? <Attempts wish={wish} ofTeam={ofTeam} /> : <Summaries wish={wish} ofTeam={ofTeam} />}
    </>
  );
}

interface FilterProps {
  readonly wish: Wish;
  readonly ofTeam: boolean;
  readonly onChange: (part: Partial<Wish>) => void;
}

function Filter({ wish, ofTeam, onChange }: FilterProps): JSX.Element {
  const faults = faultsIn(wish);
  const of = (list: readonly (readonly [string, string])[], any: string) => [
    { value: '', label: any },
    ...list.map(([value, label]) => ({ value, label })),
  ];
  return (
    <div className={styles.filter}>
      <Select
        label="Show"
        value={wish.show}
        onChange={({ target }) => onChange({ show: target.value as Wish['show'] })}
        options={[
          { value: 'attempts', label: 'Every attempt' },
          { value: 'devices', label: 'Devices and addresses' },
        ]}
      />
      {ofTeam && <MemberChoice value={wish.member} onChange={(member) => onChange({ member })} />}
      {wish.show === 'attempts' && (
        <>
          <Select
            label="Result"
            value={wish.result}
            onChange={({ target }) => onChange({ result: target.value as Result })}
            options={[
              { value: 'all', label: 'All' },
              { value: 'accepted', label: 'Signed in' },
              { value: 'refused', label: 'Sign-in refused' },
              { value: 'denied', label: 'Denied' },
            ]}
          />
          <Select
            label="By what"
            value={wish.means}
            onChange={({ target }) => onChange({ means: target.value })}
            options={of(meansOffered, 'Anything')}
          />
          <Select
            label="Reason"
            value={wish.reason}
            onChange={({ target }) => onChange({ reason: target.value })}
            options={of(reasonsOffered, 'Any')}
          />
          <NetworkField value={wish.network} fault={faults.network} onChange={(network) => onChange({ network })} />
          <TextField
            label="From"
            type="date"
            value={wish.from}
            onChange={({ target }) => onChange({ from: target.value })}
          />
          <TextField
            label="Until"
            type="date"
            error={faults.until}
            value={wish.until}
            onChange={({ target }) => onChange({ until: target.value })}
          />
        </>
      )}
    </div>
  );
}

interface NetworkProps {
  readonly value: string;
  readonly fault: string | undefined;
  onChange(network: string): void;
}

function NetworkField({ value, fault, onChange }: NetworkProps): JSX.Element {
  // Half of an address is nothing wrong yet.
  const [isTyping, setTyping] = useState(false);
  return (
    <TextField
      label="Address or network"
      placeholder="192.0.2.0/24"
      error={isTyping ? undefined : fault}
      onFocus={() => setTyping(true)}
      onBlur={() => setTyping(false)}
      onKeyDown={({ key }) => setTyping(key !== 'Enter')}
      value={value}
      onChange={({ target }) => onChange(target.value.trim())}
      maxLength={50}
    />
  );
}

function MemberChoice({ value, onChange }: { readonly value: string; readonly onChange: (id: string) => void }) {
  const members = useSelect((state) => state.members);
  const people = [...members.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <Select
      label="Member"
      value={value}
      onChange={({ target }) => onChange(target.value)}
      options={[
        { value: '', label: 'Everybody' },
        ...people.map(({ id, name, handle }) => ({ value: id, label: `${name} (@${handle})` })),
      ]}
    />
  );
}

interface ListProps {
  readonly wish: Wish;
  readonly ofTeam: boolean;
}

function Attempts({ wish, ofTeam }: ListProps): JSX.Element {
  const { api } = useWorkspace();
  const [place, now] = [usePlace(), useMinute()];
  const asked = askedBy(useDeferredValue(wish), place.zone);
  const list = usePaged({
    of: [ofTeam ? 'attempts' : 'my attempts', JSON.stringify(asked)],
    load: (after, signal) => {
      const query = { ...asked, after, limit: pageSize };
      if (ofTeam) return api.call('GET /v1/attempts', { query, signal });
      const { member: _, ...own } = query as typeof query & { member?: string };
      return api.call('GET /v1/me/attempts', { query: own, signal });
    },
    itemsOf: ({ attempts }) => attempts,
  });
  const columns: Column<Attempt & { key: string }>[] = [
    {
      name: 'at',
      head: 'When',
      heads: true,
      cell: ({ at }) => <Time at={Date.parse(at)} now={now} place={place} form="both" />,
    },
    ...(ofTeam ? [whoColumn] : []),
    { name: 'what', head: 'What', cell: (attempt) => <What attempt={attempt} /> },
    { name: 'ip', head: 'Where', cell: (attempt) => <Where {...attempt} /> },
    { name: 'device', head: 'Device', cell: ({ agent, userAgent }) => <bdi title={userAgent}>{agent.words}</bdi> },
  ];
  return (
    <>
      <Files ofTeam={ofTeam} asked={asked} />
      <PagedList
        list={list}
        what="access log"
        empty={<Empty title="Nothing is noted">A sign-in that fits stands here, and what was denied.</Empty>}
      >
        <Table
          caption="Access log"
          rows={list.items.map((attempt, index) => ({ ...attempt, key: `${attempt.at} ${index}` }))}
          keyOf={({ key }) => key}
          columns={columns}
        />
      </PagedList>
    </>
  );
}

const whoColumn = {
  name: 'who',
  head: 'Who',
  cell: ({ member }: { readonly member?: string | undefined }) =>
    member ? <MemberName id={member} /> : 'Nobody known',
};

function What({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  const { outcome, kind, means, factor, times } = attempt;
  const isSignIn = kind === 'sign-in' && outcome === 'accepted';
  const more = [!isSignIn && means && meansOf(means), factor && factorOf(factor)].filter(Boolean).join(', ');
  return (
    <span className={styles.two}>
      <span>
        <Chip tone={outcome === 'accepted' ? 'ok' : 'warn'}>{outcomeOf(attempt)}</Chip>
        {reasonOf(attempt)}
        {times > 1 && <Chip tone="warn">{times} times</Chip>}
      </span>
      {more && <span className="meta">{more}</span>}
    </span>
  );
}

function Where({ ip, place }: { readonly ip: string; readonly place?: string | undefined }): JSX.Element {
  return (
    <span className={styles.two}>
      <span>{place ?? ip}</span>
      {place && <span className="meta">{ip}</span>}
    </span>
  );
}

function Files({ ofTeam, asked }: { readonly ofTeam: boolean; readonly asked: Readonly<Record<string, string>> }) {
  const { api } = useWorkspace();
  const to = (format: string): string => {
    const query = new URLSearchParams({ ...asked, format });
    return api.href(`/v1/${ofTeam ? '' : 'me/'}attempts/export?${query}`);
  };
  return (
    <div className={styles.bar}>
      {(['csv', 'json'] as const).map((format) => (
        <a key={format} className={buttonClass('quiet')} href={to(format)} download>
          Download as {format.toUpperCase()}
        </a>
      ))}
    </div>
  );
}

function Summaries({ wish: { member }, ofTeam }: ListProps): JSX.Element {
  const { api } = useWorkspace();
  const [place, now] = [usePlace(), useMinute()];
  const list = usePaged({
    of: [ofTeam ? 'summaries' : 'my summaries', member],
    load: (after, signal) => {
      const query = { after, limit: pageSize };
      if (!ofTeam) return api.call('GET /v1/me/access-summaries', { query, signal });
      const whose = member === '' ? {} : { member };
      return api.call('GET /v1/access-summaries', { query: { ...query, ...whose }, signal });
    },
    itemsOf: ({ summaries }) => summaries,
  });
  const when = (at: string) => <Time at={Date.parse(at)} now={now} place={place} form="both" />;
  const columns: Column<AccessSummary>[] = [
    {
      name: 'device',
      head: 'Device',
      heads: true,
      cell: ({ agent, disavowedAt }) => (
        <>
          <bdi>{agent.words}</bdi> {disavowedAt && <Chip tone="warn">Disowned</Chip>}
        </>
      ),
    },
    ...(ofTeam ? [whoColumn] : []),
    { name: 'where', head: 'Where', cell: (line) => <Where {...line} /> },
    { name: 'first', head: 'First', cell: ({ firstAt }) => when(firstAt) },
    { name: 'last', head: 'Last', cell: ({ lastAt }) => when(lastAt) },
    { name: 'accepted', head: 'Sign-ins', numeric: true, cell: ({ accepted }) => accepted },
    { name: 'refused', head: 'Refused', numeric: true, cell: ({ refused }) => refused },
  ];
  return (
    <PagedList
      list={list}
      what="devices and addresses"
      empty={<Empty title="Nobody came yet">The next sign-in stands here.</Empty>}
    >
      <Table caption="Devices and addresses" rows={list.items} keyOf={({ id }) => id} columns={columns} />
    </PagedList>
  );
}
