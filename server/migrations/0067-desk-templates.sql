-- Replies that a desk writes often. The whole list at a time, sealed; without a row, what is proposed counts.
create table desk_templates (
  team_id uuid primary key references teams,
  version integer not null,
  body    bytea not null,
  set_by  uuid not null references members,
  set_at  timestamptz not null
);
select isolate_by_team('desk_templates');
