-- Where a signed-in device wants to be told when nobody looks at it; it goes with the device.
create table push_subscriptions (
  session_id      uuid primary key references sessions on delete cascade,
  member_id       uuid not null references members,
  team_id         uuid not null references teams,
  -- SHA-256 of the endpoint, an address that nobody guesses: one browser is told for one device of a team.
  endpoint_digest bytea not null,
  -- Sealed JSON: the endpoint and for whom to encrypt.
  sealed          bytea not null,
  created_at      timestamptz not null,
  unique (team_id, endpoint_digest)
);
create index push_subscriptions_of_member on push_subscriptions (member_id);
select isolate_by_team('push_subscriptions');

-- All messages of the team up to here were looked at for whom to tell.
create table notice_marks (
  team_id uuid primary key references teams,
  ts      bigint not null
);
select isolate_by_team('notice_marks');

-- How often a member wants mail about what waits; a member without a row has the default.
create table mail_preferences (
  member_id uuid primary key references members,
  team_id   uuid not null,
  frequency text not null check (frequency in ('soon', 'hourly', 'daily', 'never'))
);
select isolate_by_team('mail_preferences');

-- What the next mail to a member may name, and when that mail is due.
create table mail_notices (
  member_id  uuid not null,
  channel_id uuid not null,
  ts         bigint not null,
  team_id    uuid not null,
  noted_at   timestamptz not null,
  primary key (member_id, channel_id, ts)
);
select isolate_by_team('mail_notices');

create table mail_digests (
  member_id uuid primary key references members,
  team_id   uuid not null,
  due_at    timestamptz not null
);
create index mail_digests_due on mail_digests (due_at);
select isolate_by_team('mail_digests');

-- What is due knows no team before it has looked: this runs as the tables' owner and tells teams, nothing else.
create function teams_with_mail_due(at timestamptz, most integer) returns setof uuid
language sql stable security definer set search_path = public as $$
  select team_id from (select team_id, due_at from mail_digests where due_at <= at order by due_at limit most) due
  group by team_id order by min(due_at)
$$;
