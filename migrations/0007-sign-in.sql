-- Who is signed in, and what goes with it. None of this is truth: without these rows everybody signs in again.
--
-- Only the product's own role touches these tables: a session is looked up before anybody knows whose agency it is.
-- Of every token only its SHA-256 stands here, so that who reads the tables can sign in as nobody.

create table session (
  hash bytea primary key check (octet_length(hash) = 32),
  member text not null,
  agency text not null,
  begun_at text not null,
  used_at text not null,
  -- When they last showed a second factor in this session.
  stepped_up_at text,
  ended_at text,
  -- Stream of the log that says what was looked at in this session; null while nothing was.
  looks uuid
) with (fillfactor = 80);
create index session_of_member on session (member) where ended_at is null;

-- A sign-in on its way to the identity provider and back: good for one answer. Ciphertext.
create table sign_in_attempt (
  hash bytea primary key check (octet_length(hash) = 32),
  sealed bytea not null,
  expires_at text not null
);
create index sign_in_attempt_expiry on sign_in_attempt (expires_at);

-- What somebody typed when their session had ended, for them alone. Ciphertext.
create table kept_form (
  hash bytea primary key check (octet_length(hash) = 32),
  member text not null,
  sealed bytea not null,
  expires_at text not null
);
create index kept_form_expiry on kept_form (expires_at);

-- A look that is in the log already: one event for each thing, session and day.
create table looked (
  session bytea not null,
  what bytea not null check (octet_length(what) = 32),
  day text not null,
  primary key (session, what, day)
);

-- When somebody last signed in. What is idle for long is closed.
create table account_use (
  member text primary key,
  last_at text not null
);

grant select, insert, update, delete on session, sign_in_attempt, kept_form, looked, account_use to postern_app;
