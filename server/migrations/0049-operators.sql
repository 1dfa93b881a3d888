-- What belongs to the deployment and to no team: a unit of work for a team finds nothing there.
create function isolate_for_deployment(isolated regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', isolated);
  execute format($policy$
    create policy deployment_only on %s
      using (current_setting('wardroom.team', true) = '00000000-0000-0000-0000-000000000000')
      with check (current_setting('wardroom.team', true) = '00000000-0000-0000-0000-000000000000')$policy$, isolated);
end $$;

-- Who runs the deployment. Nobody here is a member of anything.
create table operators (
  id            uuid primary key,
  name          text not null unique check (name ~ '^[a-z0-9][a-z0-9._-]{0,31}$'),
  created_at    timestamptz not null,
  -- A PHC string (argon2id).
  password_hash text,
  -- Since when the second factor is there and a recovery code was typed back; nobody signs in before.
  enrolled_at   timestamptz check (enrolled_at is null or password_hash is not null),
  disabled_at   timestamptz
);
select isolate_for_deployment('operators');

-- The one-time link by which an operator enrols; gone with the end of it.
create table operator_links (
  operator_id uuid primary key references operators,
  token_hash  bytea not null unique,
  expires_at  timestamptz not null
);
select isolate_for_deployment('operator_links');

-- The app that counts (TOTP, RFC 6238), and one that was shown and has not yet proven that the app has it.
create table operator_authenticators (
  operator_id uuid not null references operators,
  state       text not null check (state in ('begun', 'counts')),
  -- Sealed.
  secret      bytea not null,
  -- The last step whose code was used: neither it nor an earlier one counts again.
  used_step   integer not null,
  since       timestamptz not null,
  primary key (operator_id, state)
);
select isolate_for_deployment('operator_authenticators');

-- A code is gone once it was used.
create table operator_recovery_codes (
  operator_id  uuid not null references operators,
  code_hash    bytea not null,
  made_at      timestamptz not null,
  -- Null until one of its set was typed back.
  counts_since timestamptz,
  primary key (operator_id, code_hash)
);
select isolate_for_deployment('operator_recovery_codes');

create table operator_sessions (
  id           uuid primary key,
  operator_id  uuid not null references operators,
  token_hash   bytea not null unique,
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  -- The second factor that it proved; without one it may only finish.
  factor       text,
  proven_at    timestamptz,
  ip           inet not null,
  user_agent   text not null
);
create index operator_sessions_by_operator on operator_sessions (operator_id, last_seen_at desc);
select isolate_for_deployment('operator_sessions');

-- Every try to sign in and every refused call. Written apart from what was refused.
create table operator_attempts (
  id          uuid primary key,
  at          timestamptz not null,
  outcome     text not null check (outcome in ('accepted', 'refused')),
  reason      text not null,
  operator_id uuid references operators,
  ip          inet not null,
  user_agent  text not null
);
create index operator_attempts_by_operator on operator_attempts (operator_id, at desc);
create index operator_attempts_by_time on operator_attempts (at);
select isolate_for_deployment('operator_attempts');
