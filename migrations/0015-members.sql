-- Who was in a release of many persons (src/formats/member-set.ts): the set's parts, each encrypted under a key that
-- only the case's own key leads to. With that key gone nobody opens them; a forgotten case takes its rows with it.
create table member_set (
  set_id bytea primary key check (octet_length(set_id) = 16),
  stream uuid not null,
  agency text not null,
  -- There are 2^bits parts.
  bits smallint not null check (bits between 0 and 24),
  -- Which members key its tokens were made under; of the key this tells nothing.
  under bytea not null check (octet_length(under) = 8),
  -- What the case says of the release, as of its event n: made from the events, and made again when there are more.
  n integer not null default 0,
  account bytea
);
create index member_set_agency on member_set (agency);
create index member_set_stream on member_set (stream);

create table member_bucket (
  set_id bytea not null,
  bucket integer not null,
  sealed bytea not null,
  primary key (set_id, bucket)
);
-- Ciphertext does not compress, and a part is to be found by one look into one page.
alter table member_bucket alter column sealed set storage plain;

grant select, insert on member_set, member_bucket to postern_app, postern_desk;
-- What is made from the events, and nothing else, may be written again.
grant update (n, account) on member_set to postern_app, postern_desk;
grant select, delete on member_set, member_bucket to postern_keeper;

alter table member_set enable row level security;
alter table member_bucket enable row level security;
create policy whole on member_set to postern_app, postern_keeper using (true) with check (true);
create policy whole on member_bucket to postern_app, postern_keeper using (true) with check (true);
create policy own_agency on member_set to postern_desk
  using (agency = current_agency()) with check (agency = current_agency());
create policy own_agency on member_bucket to postern_desk using (
  set_id in (select whose.set_id from member_set as whose where whose.agency = current_agency()));
