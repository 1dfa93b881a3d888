-- The files that wait with a scheduled message: none of them is swept as one that no message carries. Whatever takes
-- the message or the file takes the row.
create table scheduled_files (
  scheduled_id uuid not null references scheduled_messages on delete cascade,
  place        smallint not null,
  team_id      uuid not null,
  file_id      uuid not null references files on delete cascade,
  primary key (scheduled_id, place)
);
create index scheduled_files_by_file on scheduled_files (file_id);
select isolate_by_team('scheduled_files');
