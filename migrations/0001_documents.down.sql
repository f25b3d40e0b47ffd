DROP TABLE chunks;
DROP TABLE documents;
DROP EXTENSION vector;
