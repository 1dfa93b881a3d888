/** Who is in the team. */
import { type JSX, useDeferredValue, useEffect, useState } from 'react';
import type { Member } from '#contract/identity.ts';
import { Avatar } from '#parts/avatar.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { TextField } from '#parts/field.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import rows from '#parts/rows.module.css';
import { PagedList, usePaged } from '#view/paged.tsx';
import { PersonDialog } from '#view/person/person.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

const pageSize = 100;

export function PeopleScreen(): JSX.Element {
  const workspace = useWorkspace();
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState<string>();
  const q = useDeferredValue(typed.trim());
  const list = usePaged({
    of: ['members', q],
    load: (after, signal) =>
      workspace.api.call('GET /v1/members', {
        query: { state: 'active', limit: pageSize, after, ...(q === '' ? {} : { q }) },
        signal,
      }),
    itemsOf: ({ members }) => members,
  });
  const seen = list.items.map(({ id }) => id).join(' ');
  useEffect(() => (seen === '' ? undefined : workspace.watch(seen.split(' '))), [workspace, seen]);
  return (
    <Pane aria-label="People" ring>
      <PaneHead title="People" about="Everybody in the team whom you may see." />
      <PaneBody narrow padded>
        <TextField
          label="Find by name or short name"
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          maxLength={80}
          autoFocus
        />
        <PagedList
          list={list}
          what="people"
          rows="rows"
          empty={<Empty title="Nobody fits">Try a part of the name, or the short name without @.</Empty>}
        >
          <ul className={rows.rows}>
            {list.items.map((member) => (
              <Row key={member.id} member={member} onOpen={() => setShown(member.id)} />
            ))}
          </ul>
        </PagedList>
      </PaneBody>
      {shown !== undefined && <PersonDialog id={shown} onClose={() => setShown(undefined)} />}
    </Pane>
  );
}

function Row({ member, onOpen }: { member: Member; onOpen: () => void }): JSX.Element {
  const person = useSelect(({ people }) => people.get(member.id));
  const about = person?.status?.text ?? member.title;
  const isGuest = member.role === 'guest' || member.role === 'single-guest';
  return (
    <li>
      <button type="button" className={rows.row} onClick={onOpen}>
        <Avatar id={member.id} name={member.name} presence={person?.presence === 'active' ? 'active' : 'away'} />
        <span className="grow">
          <span className={rows.name}>
            <b>
              <bdi>{member.name}</bdi>
            </b>
            <span className="meta">@{member.handle}</span>
            {isGuest && <Chip>Guest</Chip>}
            {member.role === 'bot' && <Chip>Bot</Chip>}
          </span>
          {about && (
            <span className={rows.about}>
              <bdi>{about}</bdi>
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
