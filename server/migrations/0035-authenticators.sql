-- A member's authenticator app (TOTP, RFC 6238).
create table authenticators (
  member_id uuid primary key references members,
  team_id   uuid not null references teams,
  -- Sealed.
  secret    bytea not null,
  -- The last step whose code was used: neither it nor an earlier one counts again.
  used_step integer not null,
  added_at  timestamptz not null
);
select isolate_by_team('authenticators');

-- One that was shown and has not yet proven that the app has it; it counts for nothing.
create table authenticator_enrolments (
  member_id uuid primary key references members,
  team_id   uuid not null references teams,
  secret    bytea not null,
  begun_at  timestamptz not null
);
select isolate_by_team('authenticator_enrolments');

-- A code is gone once it was used.
create table recovery_codes (
  member_id    uuid not null references members,
  code_hash    bytea not null,
  team_id      uuid not null references teams,
  made_at      timestamptz not null,
  -- Null until one of its set was typed back.
  counts_since timestamptz,
  primary key (member_id, code_hash)
);
select isolate_by_team('recovery_codes');
