-- A link to a new password; at most one a member. It is gone once it was used.
create table password_resets (
  member_id  uuid primary key references members,
  team_id    uuid not null references teams,
  token_hash bytea not null unique,
  -- The address it was mailed to: when the account has another one, the link is worthless.
  email      text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
select isolate_by_team('password_resets');
