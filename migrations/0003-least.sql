-- The product's own role writes a line of these tables once and never again, and forgets nobody: only
-- `postern_keeper` may say that a case was forgotten.
revoke update on timeline, accounting, forgotten from postern_app;
revoke insert on forgotten from postern_app;
