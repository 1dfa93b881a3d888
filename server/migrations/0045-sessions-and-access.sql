-- Which device it is, by the secret that its browser keeps, and the provider by which it came in.
alter table sessions
  add column device_hash bytea,
  add column provider    text;

-- The session on whose device a token was made.
alter table api_tokens add column made_on uuid;

-- How long devices stay signed in; no row: as the program has it.
create table session_policies (
  team_id          uuid primary key references teams,
  idle_minutes     integer not null,
  lifetime_minutes integer not null,
  set_by           uuid not null references members,
  set_at           timestamptz not null
);
select isolate_by_team('session_policies');

-- Everybody was signed out at once. `began_at` is the database's own clock, which all processes share.
create table sign_outs (
  id         uuid primary key,
  team_id    uuid not null references teams,
  ordered_by uuid not null references members,
  at         timestamptz not null,
  began_at   timestamptz not null,
  -- The device that stayed signed in.
  kept       uuid,
  sessions   integer not null,
  -- Null: tokens stayed.
  tokens     integer
);
create index sign_outs_by_team on sign_outs (team_id, id desc);
select isolate_by_team('sign_outs');

-- What each process says of it: how many connections it closed, and when the last of them was gone.
create table sign_out_closings (
  sign_out_id uuid not null references sign_outs on delete cascade,
  process     uuid not null,
  team_id     uuid not null references teams,
  sockets     integer not null,
  closed_at   timestamptz not null,
  primary key (sign_out_id, process)
);
select isolate_by_team('sign_out_closings');

-- By what somebody tried to come in, and which device it was. `times`: so many that came in a flood since `since`.
alter table attempts
  add column means       text,
  add column factor      text,
  add column device_hash bytea,
  add column times       integer not null default 1,
  add column since       timestamptz;
create index attempts_by_time on attempts (team_id, at);

-- How long the access log is kept; no row: as the program has it.
create table access_log_policies (
  team_id   uuid primary key references teams,
  kept_days integer not null,
  set_by    uuid not null references members,
  set_at    timestamptz not null
);
select isolate_by_team('access_log_policies');

-- Who came from where on which device: a line for each, however often.
create table access_summaries (
  id          uuid primary key,
  member_id   uuid not null references members,
  device_hash bytea not null,
  ip          inet not null,
  team_id     uuid not null references teams,
  user_agent  text not null,
  first_at    timestamptz not null,
  last_at     timestamptz not null,
  accepted    integer not null,
  refused     integer not null,
  -- When the member said that this was somebody else: the device counts as new from then on.
  disavowed_at timestamptz,
  unique (member_id, device_hash, ip)
);
create index access_summaries_by_time on access_summaries (team_id, last_at desc, id desc);
select isolate_by_team('access_summaries');
