-- The sidebar as a member ordered it: sealed JSON, since the names of sections are the member's own words. A member
-- without a row has the sections that everybody has.
create table sidebars (
  member_id uuid primary key references members,
  team_id   uuid not null,
  version   integer not null,
  sections  bytea not null
);
select isolate_by_team('sidebars');
