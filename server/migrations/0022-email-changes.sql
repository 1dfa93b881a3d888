-- An address that a member is to have; at most one a member. It is gone once it was confirmed.
create table email_changes (
  member_id  uuid primary key references members,
  team_id    uuid not null references teams,
  token_hash bytea not null unique,
  email      text not null,
  asked_by   uuid not null references members,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
select isolate_by_team('email_changes');
