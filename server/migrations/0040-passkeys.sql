-- A member's passkeys (WebAuthn). The key is public: whoever reads it can make no proof of it.
create table passkeys (
  id            uuid primary key,
  team_id       uuid not null references teams,
  member_id     uuid not null references members,
  -- The host that it was made for; at another one no browser offers it.
  host          text not null,
  credential_id bytea not null,
  public_key    bytea not null,
  -- How often it was used, as it counts itself; 0 for those that are synced.
  counter       bigint not null,
  transports    text[] not null,
  -- Whether it may be copied to other devices of its owner, and whether it was.
  may_sync      boolean not null,
  is_synced     boolean not null,
  name          text not null,
  added_at      timestamptz not null,
  used_at       timestamptz,
  unique (team_id, host, credential_id)
);
create index passkeys_by_member on passkeys (member_id);
select isolate_by_team('passkeys');

-- What a passkey is asked to sign, once. Nothing here lets anybody in.
create table passkey_challenges (
  challenge_hash bytea primary key,
  team_id        uuid not null references teams,
  purpose        text not null check (purpose in ('sign-in', 'second-factor', 'proof', 'enrolment')),
  -- The browser that asked: its session, or the secret that it keeps in a cookie.
  browser_hash   bytea not null,
  expires_at     timestamptz not null
);
create index passkey_challenges_by_end on passkey_challenges (team_id, expires_at);
select isolate_by_team('passkey_challenges');
