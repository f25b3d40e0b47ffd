CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE documents (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  collection text NOT NULL DEFAULT 'default',
  title text NOT NULL,
  source_path text,
  content text NOT NULL,
  -- Of the content as UTF-8: tells a changed file from the same one without reading the text.
  content_sha256 bytea NOT NULL CHECK (octet_length(content_sha256) = 32),
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX documents_collection_source_path ON documents (collection, source_path) WHERE source_path IS NOT NULL;
CREATE INDEX documents_newest_first ON documents (created_at DESC, id);
CREATE INDEX documents_collection_newest_first ON documents (collection, created_at DESC, id);
CREATE INDEX documents_metadata ON documents USING gin (metadata jsonb_path_ops);

CREATE TABLE chunks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  ordinal integer NOT NULL CHECK (ordinal >= 0),
  content text NOT NULL,
  -- Offset in the document's content, in UTF-16 units as JavaScript counts them.
  start_char integer NOT NULL CHECK (start_char >= 0),
  token_count integer NOT NULL CHECK (token_count >= 0),
  embedding vector(384) NOT NULL,
  -- Model id and precision that made the embedding: vectors of different models must not be compared.
  embedding_model text NOT NULL,
  UNIQUE (document_id, ordinal)
);

CREATE INDEX chunks_embedding ON chunks USING hnsw (embedding vector_cosine_ops) WITH (m = 16, ef_construction = 64);
CREATE INDEX chunks_embedding_model ON chunks (embedding_model);
