-- A dead letter is open until it is replayed or discarded; it stays in the table all the same.
ALTER TABLE dead_letter ADD COLUMN discarded_at timestamptz;

COMMENT ON COLUMN dead_letter.replayed_at IS 'when it was sent through the routes once more and stored; null while it was not';
COMMENT ON COLUMN dead_letter.discarded_at IS 'when somebody decided that nothing is to come of it; null while nobody did';
