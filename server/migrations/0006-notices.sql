-- The teams that want cards for the links in their messages; the cards stand in the sealed bodies.
create table link_card_teams (
  team_id uuid primary key references teams,
  since   timestamptz not null,
  by      uuid not null references members
);
select isolate_by_team('link_card_teams');
