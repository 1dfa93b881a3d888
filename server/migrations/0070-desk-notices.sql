-- Word by mail for who reported by the web: since when its reporter wants none, and when the last one went out that the
-- reporter has not come for since.
alter table desk_cases add column notices_off_at timestamptz;
alter table desk_cases add column noticed_at timestamptz;
-- `notice`: that there is something new, to an address that was merely typed.
alter table desk_deliveries drop constraint desk_deliveries_how_check;
alter table desk_deliveries add constraint desk_deliveries_how_check
  check (how in ('encrypted', 'link', 'receipt', 'notice'));
