-- When a guest's account closes by itself; at most one a guest.
create table guest_expiries (
  member_id  uuid primary key references members,
  team_id    uuid not null references teams,
  expires_at timestamptz not null,
  -- When others were told that it is near.
  told_at    timestamptz
);
create index guest_expiries_next on guest_expiries (team_id, expires_at);
select isolate_by_team('guest_expiries');

-- How long the account of an invited guest lasts.
alter table invitations add column guest_until timestamptz;
