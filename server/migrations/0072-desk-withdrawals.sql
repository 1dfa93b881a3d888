-- A reporter says that a report is taken back; whether its case ends is for the desk to decide.
alter table desk_cases add column withdrawn_at timestamptz;
