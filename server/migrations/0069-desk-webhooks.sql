-- Programs of a team that are told of activity at its desk. Address and secret are sealed: an address may be a secret.
create table desk_webhooks (
  id           uuid primary key,
  team_id      uuid not null references teams,
  url          bytea not null,
  secret       bytea not null,
  made_by      uuid not null references members,
  made_at      timestamptz not null,
  is_on        boolean not null,
  -- Of those in a row; the last one's end and how it ended.
  failures     integer not null,
  last_at      timestamptz,
  last_outcome text
);
create index desk_webhooks_by_team on desk_webhooks (team_id, made_at, id);
select isolate_by_team('desk_webhooks');
