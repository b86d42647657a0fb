-- Once, as superuser, on the primary. Postern's account owns its tables and makes roles; it is no superuser.
create role postern login createrole password '{{POSTERN_PASSWORD}}';
create database postern owner postern;
create database caseload owner postern;
