-- The session on whose device it was added: whoever says "not me" of that device has it taken away.
alter table passkeys       add column made_on uuid;
alter table authenticators add column made_on uuid;
alter table recovery_codes add column made_on uuid;
-- Null for the name by which an account was made: it came with the account.
alter table sso_identities add column made_on uuid;
