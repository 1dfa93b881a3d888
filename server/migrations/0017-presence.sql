-- How a member wants to seem; without a row, as it is. Presence itself is never stored.
create table presence_choices (
  member_id uuid primary key references members,
  team_id   uuid not null,
  choice    text not null check (choice in ('away', 'invisible'))
);
select isolate_by_team('presence_choices');

create table member_statuses (
  member_id  uuid primary key references members,
  team_id    uuid not null,
  emoji      text,
  text       bytea,
  set_at     timestamptz not null,
  expires_at timestamptz
);
create index member_statuses_due on member_statuses (expires_at) where expires_at is not null;
select isolate_by_team('member_statuses');

-- What is due, with the statuses that end. As owner of the tables, since it looks at all teams.
create or replace function next_due() returns timestamptz
language sql stable security definer set search_path = public as $$
  select least((select min(due_at) from scheduled_messages where state = 'pending'),
               (select min(due_at) from reminders where state = 'waiting'),
               (select min(expires_at) from member_statuses where expires_at is not null))
$$;

create or replace function teams_with_due(at timestamptz, most integer) returns setof uuid
language sql stable security definer set search_path = public as $$
  select team_id from (
    (select team_id, due_at from scheduled_messages where state = 'pending' and due_at <= at
     order by due_at limit most)
    union all
    (select team_id, due_at from reminders where state = 'waiting' and due_at <= at order by due_at limit most)
    union all
    (select team_id, expires_at from member_statuses where expires_at <= at order by expires_at limit most)) due
  group by team_id order by min(due_at)
$$;
