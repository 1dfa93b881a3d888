-- What an API token reaches, from where, and for whom it acts. `scopes` null: it was made before tokens had any, and
-- reaches all that its member may do. `app`: it acts for the team, whoever made it.
alter table api_tokens
  add column kind              text not null default 'personal' check (kind in ('personal', 'bot', 'app')),
  add column scopes            text[],
  add column networks          text[] not null default '{}',
  add column last_used_network text,
  -- The mail that it ends was sent for so many days before.
  add column warned_days       smallint;
update api_tokens t set kind = 'bot' from members m where m.id = t.member_id and m.role = 'bot';
alter table api_tokens alter column kind drop default;
create index api_tokens_by_team on api_tokens (team_id, id);
create index api_tokens_by_end on api_tokens (team_id, expires_at) where revoked_at is null;

-- Who may make tokens, and for how long; no row: as the program has it. `longest_days` null: also without an end.
create table token_policies (
  team_id      uuid primary key references teams,
  members_may  boolean not null,
  longest_days integer,
  set_by       uuid not null references members,
  set_at       timestamptz not null
);
select isolate_by_team('token_policies');
