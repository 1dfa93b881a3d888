-- The first run: at most one row, and none once there is a team. Without row-level security: it belongs to no team yet.
create table setups (
  only_one      boolean primary key default true check (only_one),
  token_hash    bytea not null,
  made_at       timestamptz not null,
  owner_name    text,
  owner_email   text,
  -- A PHC string (argon2id).
  password_hash text,
  team_name     text,
  team_slug     text,
  time_zone     text
);
