-- Who replayed or discarded a dead letter, and why: several people and commands do it, and somebody asks later.
ALTER TABLE dead_letter ADD COLUMN closed_by text, ADD COLUMN closed_reason text;

COMMENT ON COLUMN dead_letter.closed_by IS 'who replayed or discarded it: a user name of the console, or command; null while it is open, and where nobody said';
COMMENT ON COLUMN dead_letter.closed_reason IS 'why, in the words of whoever did; null where nobody said';
