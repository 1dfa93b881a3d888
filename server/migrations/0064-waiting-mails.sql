-- When the people of the desk were mailed that a mail waits for a decision.
alter table desk_mails add column alarmed_at timestamptz;
