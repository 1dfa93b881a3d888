-- How many active owners, admins and members the team may have; null: as many as a team can hold.
alter table teams add column members_max integer check (members_max > 0);

-- Who has an address at one of these domains may join by itself.
create table join_domains (
  team_id  uuid not null references teams,
  -- Lower case, as DNS writes it.
  domain   text not null,
  added_by uuid not null references members,
  added_at timestamptz not null,
  primary key (team_id, domain)
);
select isolate_by_team('join_domains');

-- An invitation is made by a member, or by a domain that the team lists; the latter's link was mailed and never shown.
alter table invitations alter column invited_by drop not null;
alter table invitations add column domain text;
alter table invitations add constraint invitations_by_one check ((invited_by is null) <> (domain is null));
