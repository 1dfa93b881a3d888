-- A member's second factors go at `due_at`, unless it is stopped.
create table second_factor_resets (
  member_id uuid primary key references members,
  team_id   uuid not null references teams,
  asked_by  uuid not null references members,
  asked_at  timestamptz not null,
  due_at    timestamptz not null
);
select isolate_by_team('second_factor_resets');

-- The link by which the member stops it.
alter table mailed_links drop constraint mailed_links_kind_check;
alter table mailed_links add constraint mailed_links_kind_check
  check (kind in ('claim', 'email', 'reset', 'factor-reset'));

-- How far the members were gone through: for the reminder so many days before the deadline, and at the deadline.
alter table two_factor_policies
  add column reminder_days integer,
  add column reminded_to   uuid,
  add column enforced_to   uuid;
