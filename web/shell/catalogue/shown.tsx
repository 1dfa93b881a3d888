/** What only shows something, in the catalogue. */
import { type JSX, useState } from 'react';
import { Avatar } from '#parts/avatar.tsx';
import { Badge, Dot } from '#parts/badge.tsx';
import { Banner } from '#parts/banner.tsx';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import type { Place } from '#parts/moments.ts';
import { Pane, PaneBody, PaneHead, Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { Tabs } from '#parts/tabs.tsx';
import { Time } from '#parts/time.tsx';
import s from './catalogue.module.css';
import { Sample } from './sample.tsx';

const place: Place = { locale: 'en-GB', zone: 'Europe/Zurich' };
const now = Date.UTC(2026, 10, 22, 13, 52);
const hourMs = 3_600_000;
const people = ['Amara Osei', 'Jonas Lindqvist', 'Mei Rao', '王小明', 'عمر حداد', 'Zoë', 'Petra Vance', 'dara.novak'];

export const Shown = (): JSX.Element => (
  <>
    <Small />
    <States />
    <Layout />
  </>
);

function Small(): JSX.Element {
  return (
    <Sample title="People, counts, chips">
      <div className={s.line}>
        {people.map((name, at) => (
          <Avatar
            key={name}
            id={`U${at}${name}`}
            name={name}
            presence={at % 3 === 0 ? 'active' : at % 3 === 1 ? 'away' : undefined}
          />
        ))}
        <Avatar id="D1" name="" text="3" size="small" />
        <Avatar id="U5" name="Dara Novak" size="large" />
      </div>
      <div className={s.line}>
        <Badge count={2} word="unread threads" />
        <Badge count={120} word="mentions" loud />
        <Dot word="unread" />
        <Dot word="new replies" hollow />
      </div>
      <div className={s.line}>
        <Chip>Kept 90 days</Chip>
        <Chip tone="ok" sign="check">
          Public
        </Chip>
        <Chip tone="warn" sign="clock">
          New place
        </Chip>
        <Chip tone="bad" sign="users">
          Named people
        </Chip>
        <Chip tone="info" sign="users" onRemove={() => undefined} removeLabel="Remove from: Mei">
          from: Mei
        </Chip>
      </div>
      <div className={s.line}>
        <Time at={now} now={now} place={place} />
        <Time at={now} now={now} place={place} form="day" />
        <Time at={now - 20 * hourMs} now={now} place={place} form="short" />
        <Time at={now - 70 * hourMs} now={now} place={place} form="both" />
        <Time at={now - 9000 * hourMs} now={now} place={place} form="short" />
      </div>
    </Sample>
  );
}

function States(): JSX.Element {
  return (
    <Sample title="Banners, empty, loading">
      <div className={s.bleed}>
        <Banner sign="retry">You are offline. You can keep writing; 2 messages will go out when you are back.</Banner>
        <Banner tone="bad" action={<Button>Try now</Button>}>
          No answer from the server for 3 minutes.
        </Banner>
        <Banner tone="info" action={<Button>Reload, drafts stay</Button>}>
          You are using a page from before today’s update.
        </Banner>
        <Banner tone="warn">Two factors are required from 1 December.</Banner>
        <Empty
          level={3}
          title="Search did not finish"
          actions={<Button kind="primary">Try again</Button>}
          reference="r-8f21c4"
        >
          The index took longer than 5 seconds. Your words are kept.
        </Empty>
        <Skeleton label="Loading messages" />
      </div>
    </Sample>
  );
}

function Layout(): JSX.Element {
  const [tab, setTab] = useState<'page' | 'cve'>('page');
  return (
    <Sample title="Layout">
      <div className={s.bleed}>
        <Pane aria-label="Members" ring>
          <PaneHead
            level={2}
            title="Members"
            about="44 people, 3 guests"
            actions={<Button sign="plus">Invite</Button>}
          />
          <Tabs
            label="Views"
            current={tab}
            onChange={setTab}
            tabs={[
              { name: 'page', label: 'People', count: 44 },
              { name: 'cve', label: 'Guests', count: 3 },
            ]}
          >
            <PaneBody>
              {tab === 'page' ? <People /> : <Section title="Guests" about="They see one channel." />}
            </PaneBody>
          </Tabs>
        </Pane>
      </div>
    </Sample>
  );
}

function People(): JSX.Element {
  return (
    <Table
      caption="Members"
      rows={people.slice(0, 3)}
      keyOf={(name) => name}
      columns={[
        { name: 'who', head: 'Name', heads: true, cell: (name) => <bdi>{name}</bdi> },
        { name: 'role', head: 'Role', cell: () => 'Member' },
        { name: 'posts', head: 'Messages', numeric: true, cell: (name) => name.length * 211 },
      ]}
    />
  );
}
