-- Without row-level security: names and addresses of teams are looked up before anybody is signed in.
create table teams (
  id         uuid primary key,
  slug       text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
  name       text not null,
  created_at timestamptz not null
);

create table members (
  id             uuid primary key,
  team_id        uuid not null references teams,
  role           text not null check (role in ('owner', 'admin', 'member', 'guest', 'single-guest', 'bot')),
  handle         text not null,
  name           text not null,
  -- As typed, and folded for comparison; bots and imported people may have none.
  email          text,
  email_folded   text,
  -- A PHC string (argon2id). Null: this member cannot sign in by password.
  password_hash  text,
  created_at     timestamptz not null,
  deactivated_at timestamptz,
  unique (team_id, handle),
  unique (team_id, email_folded)
);
select isolate_by_team('members');

create table invitations (
  id          uuid primary key,
  team_id     uuid not null references teams,
  token_hash  bytea not null unique,
  email       text,
  role        text not null check (role in ('admin', 'member', 'guest', 'single-guest')),
  channels    uuid[] not null,
  invited_by  uuid not null references members,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  accepted_by uuid references members,
  accepted_at timestamptz,
  revoked_at  timestamptz
);
create index invitations_by_team on invitations (team_id, id desc);
select isolate_by_team('invitations');

-- A signed-in device. The token itself is known to the device only.
create table sessions (
  id           uuid primary key,
  team_id      uuid not null references teams,
  member_id    uuid not null references members,
  token_hash   bytea not null unique,
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  ip           inet not null,
  user_agent   text not null
);
create index sessions_by_member on sessions (member_id, last_seen_at desc);
select isolate_by_team('sessions');

create table api_tokens (
  id           uuid primary key,
  team_id      uuid not null references teams,
  member_id    uuid not null references members,
  name         text not null,
  token_hash   bytea not null unique,
  created_by   uuid not null references members,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
create index api_tokens_by_member on api_tokens (member_id, id);
select isolate_by_team('api_tokens');

-- Every try to sign in and every refused call. Written apart from what was refused.
create table attempts (
  id         uuid primary key,
  team_id    uuid not null references teams,
  at         timestamptz not null,
  kind       text not null check (kind in ('sign-in', 'denied')),
  outcome    text not null check (outcome in ('accepted', 'refused')),
  reason     text not null,
  member_id  uuid references members,
  ip         inet not null,
  user_agent text not null
);
create index attempts_by_team on attempts (team_id, id desc);
create index attempts_by_member on attempts (member_id, id desc);
select isolate_by_team('attempts');
