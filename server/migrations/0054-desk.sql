-- How outsiders reach a team's security desk: its policy, its OpenPGP keys and the signed text that names both.

-- Every version that was published; the last one counts. It is public, so it is not sealed.
create table desk_policies (
  team_id uuid not null references teams,
  version integer not null,
  policy  jsonb not null,
  set_by  uuid not null references members,
  set_at  timestamptz not null,
  primary key (team_id, version)
);
select isolate_by_team('desk_policies');

-- One key stands at most; those before it stay, to read what was encrypted for them. The private key is sealed.
create table desk_keys (
  team_id     uuid not null references teams,
  fingerprint text not null,
  address     text not null,
  algorithm   text not null,
  public_key  bytea not null,
  private_key bytea not null,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  -- When another one followed it, and when it was declared void.
  replaced_at timestamptz,
  revoked_at  timestamptz,
  -- The mail that it expires was sent for so many days before.
  warned_days smallint,
  primary key (team_id, fingerprint)
);
create unique index desk_keys_standing on desk_keys (team_id) where replaced_at is null and revoked_at is null;
select isolate_by_team('desk_keys');

-- What /.well-known/security.txt answers with.
create table desk_security_texts (
  team_id    uuid primary key references teams,
  text       text not null,
  -- Of what it says but for its end: another one means that it has to be written anew.
  digest     bytea not null,
  -- By which key it is signed; null: by none.
  signed_by  text,
  written_at timestamptz not null,
  expires_at timestamptz not null,
  alarmed_at timestamptz
);
select isolate_by_team('desk_security_texts');
