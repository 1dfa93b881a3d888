-- The sealed beginning of what a text file says, for the search; null for other files.
alter table files add column text bytea;
