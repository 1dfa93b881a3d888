-- An open invitation to claim an account that has no password yet; at most one a member. It is gone once it was used.
create table claims (
  member_id  uuid primary key references members,
  team_id    uuid not null references teams,
  token_hash bytea not null unique,
  -- The address that the link was sent to: whoever has the link reads its mail.
  email      text not null,
  invited_by uuid not null references members,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- Null: no mail server has taken the mail, and nobody has the link.
  mailed_at  timestamptz
);
select isolate_by_team('claims');
