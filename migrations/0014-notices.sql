-- What the public page says of releases of many persons: a projection, made again by `postern rebuild`. It names no case,
-- no person and no requester; what became of a notice is read from the case's timeline. It goes when its case is forgotten.
create table announcement (
  -- Place of its event in the log, and the name of the notice on the public page.
  seq bigint primary key,
  stream uuid not null,
  agency text not null,
  persons integer not null,
  -- A line each: the program, a space, the element.
  elements text not null,
  -- Ids of the rules, with a space between.
  basis text not null,
  announced_on date not null,
  stands_until date not null,
  -- The order of a court that lets it leave earlier; null where there is none.
  court text,
  docket text,
  ordered_on date,
  leaves_from date
);
create index announcement_stream on announcement (stream);

grant select, insert on announcement to postern_app, postern_desk;
grant select, insert, update, delete, truncate on announcement to postern_keeper;
alter table announcement enable row level security;
create policy whole on announcement to postern_app, postern_keeper using (true) with check (true);
create policy own_agency on announcement to postern_desk using (agency = current_agency()) with check (agency = current_agency());
