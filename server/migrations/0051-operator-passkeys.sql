-- An operator's passkeys, beside the app: as those of members (0040), and none of a team's.
create table operator_passkeys (
  id            uuid primary key,
  operator_id   uuid not null references operators,
  host          text not null,
  credential_id bytea not null,
  public_key    bytea not null,
  counter       bigint not null,
  transports    text[] not null,
  may_sync      boolean not null,
  is_synced     boolean not null,
  name          text not null,
  added_at      timestamptz not null,
  used_at       timestamptz,
  unique (host, credential_id)
);
create index operator_passkeys_by_operator on operator_passkeys (operator_id);
select isolate_for_deployment('operator_passkeys');

-- What one of them is asked to sign, once. Nothing here lets anybody in.
create table operator_passkey_challenges (
  challenge_hash bytea primary key,
  purpose        text not null check (purpose in ('second-factor', 'proof', 'enrolment')),
  -- The sign-in that asked.
  browser_hash   bytea not null,
  expires_at     timestamptz not null
);
create index operator_passkey_challenges_by_end on operator_passkey_challenges (expires_at);
select isolate_for_deployment('operator_passkey_challenges');
