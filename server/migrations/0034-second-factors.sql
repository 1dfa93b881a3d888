-- How a device came in, which second factor it proved, and when its holder last proved anything on it.
alter table sessions
  add column means     text not null default 'password',
  add column factor    text,
  add column proven_at timestamptz;

-- Since when a member has a second factor; null without one.
alter table members add column second_factor_since timestamptz;

-- From when on a team asks everybody for a second factor; no row while it does not.
create table two_factor_policies (
  team_id       uuid primary key references teams,
  required_from timestamptz not null,
  set_by        uuid not null references members,
  set_at        timestamptz not null
);
select isolate_by_team('two_factor_policies');
