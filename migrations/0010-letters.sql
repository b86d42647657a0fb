-- Letters that go out on paper: what waits to be printed, what was mailed, what came back. No truth for the letters of
-- a case, whose own events say the same; the letters to people outside a case lie here sealed until they are mailed.
create table post (
  -- The case's number and the letter's name in it, or random.
  id text primary key,
  agency text not null,
  -- The case that it belongs to; null for a letter to a person that belongs to none.
  stream uuid,
  -- Number to quote: of the case, or of the objection, complaint or the like.
  number text not null,
  kind text not null,
  language text not null,
  made_at timestamptz not null,
  state text not null default 'made' check (state in ('made', 'printed', 'mailed', 'handed-over', 'returned')),
  marked_on date,
  -- Keys of the letter's files, under a key of the office; null for the letter of a case, which has them in its events.
  sealed bytea
);
create index post_by_agency on post (agency, made_at desc);
create index post_open on post (agency, made_at) where state in ('made', 'printed', 'returned');

grant select, insert, update, delete on post to postern_app;
grant select, insert, update on post to postern_desk;
grant select, delete on post to postern_keeper;
alter table post enable row level security;
create policy whole on post to postern_app, postern_keeper using (true) with check (true);
create policy own_agency on post to postern_desk using (agency = current_agency()) with check (agency = current_agency());
