-- Every rule set that an office has had in force, or was asked to, under its digest: a decision of any day can
-- be made again from its own rules.
create table rule_set (
  digest bytea primary key,
  -- Canonical JSON of the rules in the order of their ids, UTF-8 (src/adapters/postgres/rule-sets.ts).
  content bytea not null,
  check (digest = sha256(content))
);
create trigger rule_set_is_append_only before update or delete or truncate on rule_set
  for each statement execute function refuse_change();

grant select, insert on rule_set to postern_app, postern_keeper;
