-- Once, as superuser, on the primary. Postern's account owns its tables and makes roles; it is no superuser.
create role postern login createrole password '{{POSTERN_PASSWORD}}';
-- The first migration would make these three, but whoever makes a role may not yet take it on.
create role postern_app nologin;
create role postern_keeper nologin;
create role postern_desk nologin;
grant postern_app, postern_keeper, postern_desk to postern;
create database postern owner postern;
-- For the tests alone: synthetic people.
create database caseload owner postern;
