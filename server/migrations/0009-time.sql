-- A message that is to be posted at its time. The row stays for a while after that, so that a repeated call finds it.
create table scheduled_messages (
  id              uuid primary key,
  team_id         uuid not null references teams,
  author_id       uuid not null references members,
  channel_id      uuid not null references channels,
  thread_ts       bigint,
  also_to_channel boolean not null,
  -- Also the message's own: what was posted once is not posted again.
  client_id       uuid not null,
  due_at          timestamptz not null,
  zone            text not null,
  -- The sealed text; null once sent.
  body            bytea,
  state           text not null check (state in ('pending', 'sent', 'failed')),
  -- Why it could not be sent: the code of the refusal.
  reason          text check ((reason is not null) = (state = 'failed')),
  sent_ts         bigint check ((sent_ts is not null) = (state = 'sent')),
  ended_at        timestamptz check ((ended_at is null) = (state = 'pending')),
  created_at      timestamptz not null,
  edited_at       timestamptz,
  unique (author_id, client_id)
);
create index scheduled_messages_due on scheduled_messages (due_at) where state = 'pending';
create index scheduled_messages_by_author on scheduled_messages (author_id, due_at);
create index scheduled_messages_ended on scheduled_messages (team_id, ended_at) where state <> 'pending';
select isolate_by_team('scheduled_messages');

create table reminders (
  id         uuid primary key,
  team_id    uuid not null references teams,
  member_id  uuid not null references members,
  -- The repeating reminder that this one is an occurrence of.
  series     uuid,
  client_id  uuid,
  -- The sealed text.
  body       bytea,
  -- The message it is about.
  channel_id uuid references channels,
  ts         bigint,
  due_at     timestamptz not null,
  zone       text not null,
  repeat     text check (repeat in ('daily', 'weekdays', 'weekly', 'monthly')),
  -- What the clock on the wall shows at the first occurrence: all others follow from it.
  first_wall text check ((first_wall is null) = (repeat is null)),
  state      text not null check (state in ('waiting', 'due', 'done')),
  came_at    timestamptz,
  done_at    timestamptz check ((done_at is null) = (state <> 'done')),
  created_at timestamptz not null,
  unique (member_id, client_id)
);
create index reminders_due on reminders (due_at) where state = 'waiting';
create index reminders_by_member on reminders (member_id, due_at);
create index reminders_by_series on reminders (series) where state = 'due';
create index reminders_done on reminders (team_id, done_at) where state = 'done';
select isolate_by_team('reminders');

-- The queue of what is due knows no team before it has looked: these run as the tables' owner and tell moments and
-- teams, nothing else. Both read the beginning of an index.
create function next_due() returns timestamptz
language sql stable security definer set search_path = public as $$
  select least((select min(due_at) from scheduled_messages where state = 'pending'),
               (select min(due_at) from reminders where state = 'waiting'))
$$;

create function teams_with_due(at timestamptz, most integer) returns setof uuid
language sql stable security definer set search_path = public as $$
  select team_id from (
    (select team_id, due_at from scheduled_messages where state = 'pending' and due_at <= at
     order by due_at limit most)
    union all
    (select team_id, due_at from reminders where state = 'waiting' and due_at <= at order by due_at limit most)) due
  group by team_id order by min(due_at)
$$;
