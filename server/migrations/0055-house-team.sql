-- The team whose public pages answer for the whole deployment; none: the first team.
alter table teams add column is_house boolean not null default false;
create unique index teams_house on teams (is_house) where is_house;
