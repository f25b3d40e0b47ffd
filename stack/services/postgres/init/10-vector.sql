-- Runs once, when the data folder is made. Gantry's migrations ask for it too; here it needs no right of theirs.
CREATE EXTENSION IF NOT EXISTS vector;
