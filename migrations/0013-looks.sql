-- Looks are found by their type among everything else that happened.
create index timeline_looks on timeline (seq) where type = 'look.taken';
