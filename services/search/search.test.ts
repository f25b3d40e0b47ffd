import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GantryEvent } from '#contract';
import { createChunker } from './chunker/chunker.ts';
import { call, callWith, openTestRooms, type TestRooms } from './test-rooms.ts';

let rooms: TestRooms;

beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.close());
beforeEach(() => rooms.storage.query('TRUNCATE documents CASCADE'));

async function create(document: {
  content: string;
  title?: string;
  source_path?: string;
  collection?: string;
  metadata?: Record<string, string | number | null>;
}) {
  return call(rooms, 'documents.create', { collection: 'default', metadata: {}, ...document });
}

const facts = {
  cat: 'The cat sleeps on the warm windowsill all afternoon.',
  tax: 'Income tax returns must be filed before the end of April.',
  bread: 'Sourdough bread needs flour, water, salt and a lively starter.',
};

describe('documents', () => {
  it('finds a document as soon as it is stored', async () => {
    const { id, chunks, status } = await create({ content: `# Pets\n\n${facts.cat}`, metadata: { kind: 'pet' } });
    expect({ chunks, status }).toEqual({ chunks: 1, status: 'created' });
    const { results } = await call(rooms, 'search.vector', { query: 'cat on the windowsill', limit: 3 });
    expect(results[0]).toMatchObject({
      document_id: id,
      title: 'Pets',
      collection: 'default',
      source_path: null,
      metadata: { kind: 'pet' },
    });
  });

  it('reads, lists and deletes it, and says so', async () => {
    const heard: GantryEvent[] = [];
    const unsubscribe = rooms.events.subscribe((event) => void (event.event === 'document.changed' && heard.push(event)));
    const { id } = await create({ content: facts.tax, title: 'Taxes', metadata: { year: 2024, draft: null } });
    const read = await call(rooms, 'documents.read', { id });
    expect(read).toMatchObject({
      id,
      title: 'Taxes',
      content: facts.tax,
      metadata: { year: 2024, draft: null },
      chunks: 1,
      content_chars: facts.tax.length,
    });
    expect((await call(rooms, 'documents.list', { limit: 10 })).documents).toEqual([
      expect.objectContaining({ id, title: 'Taxes', chunks: 1 }),
    ]);
    await call(rooms, 'documents.delete', { id });
    unsubscribe();
    await expect(call(rooms, 'documents.read', { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(call(rooms, 'documents.delete', { id })).rejects.toMatchObject({ code: 'not_found' });
    expect(await rooms.storage.query('SELECT 1 FROM chunks')).toEqual([]);
    expect(heard.map(({ data }) => data)).toEqual([
      { change: 'created', id, collection: 'default' },
      { change: 'deleted', id, collection: 'default' },
    ]);
  });

  it('replaces a document of the same source, and does nothing when nothing changed', async () => {
    const first = await create({ content: facts.cat, source_path: '/notes/pets.md' });
    expect((await create({ content: facts.cat, source_path: '/notes/pets.md' })).status).toBe('unchanged');
    const second = await create({ content: facts.bread, source_path: '/notes/pets.md' });
    expect(second).toMatchObject({ id: first.id, status: 'updated', chunks: 1 });
    expect((await create({ content: facts.bread, source_path: '/notes/pets.md', metadata: { a: 1 } })).status).toBe('updated');
    expect((await create({ content: facts.bread, source_path: '/notes/pets.md', collection: 'other' })).status).toBe('created');
    const { results } = await call(rooms, 'search.vector', { query: 'cat', limit: 10, collection: 'default' });
    expect(results.map(({ content }) => content)).toEqual([facts.bread]);
  });

  it('embeds a document again when another model made its vectors', async () => {
    await create({ content: facts.cat, source_path: '/a' });
    await rooms.storage.query("UPDATE chunks SET embedding_model = 'another model'");
    expect((await create({ content: facts.cat, source_path: '/a' })).status).toBe('updated');
  });

  it('stores twenty at once, with searches between them', async () => {
    const created = Promise.all(
      Array.from({ length: 20 }, (_, index) => create({ content: `${facts.cat} Number ${index}.`, title: `T${index}` })),
    );
    const searched = Promise.all(Array.from({ length: 20 }, () => call(rooms, 'search.vector', { query: 'cat', limit: 5 })));
    expect(new Set((await created).map(({ id }) => id)).size).toBe(20);
    await searched;
    expect((await call(rooms, 'documents.list', { limit: 1 })).total).toBe(20);
  });

  it('lets one of several writers of a source win', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => create({ content: `${facts.tax} Version ${index}.`, source_path: '/same' })),
    );
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(results.map(({ status }) => status).sort()).toEqual(['created', ...Array.from({ length: 7 }, () => 'updated')]);
    const [{ id } = { id: '' }] = results;
    expect(await rooms.storage.query('SELECT 1 FROM chunks')).toHaveLength(1);
    expect((await call(rooms, 'documents.read', { id })).content).toContain('Version 7');
  });

  it('splits a long document and says where each passage begins', async () => {
    const content = Array.from({ length: 120 }, (_, index) => `Sentence ${index} speaks about topic ${index % 7}.`).join(' ');
    const { id, chunks } = await create({ content });
    expect(chunks).toBeGreaterThan(3);
    const rows = await rooms.storage.query<{ content: string; start_char: number }>(
      'SELECT content, start_char FROM chunks WHERE document_id = $1 ORDER BY ordinal',
      [id],
    );
    for (const row of rows) expect(content.slice(row.start_char, row.start_char + row.content.length)).toBe(row.content);
  });

  it('stores a document whose source path is too long for the index not at all', async () => {
    await expect(create({ content: 'x', source_path: `/${'é'.repeat(1500)}` })).rejects.toMatchObject({
      code: 'invalid_value',
      field: 'source_path',
    });
    expect((await call(rooms, 'documents.list', { limit: 1 })).total).toBe(0);
  });

  it('stores nothing of a document when the caller goes away', async () => {
    await expect(
      callWith(
        { signal: AbortSignal.abort() },
        { ...rooms, name: 'documents.create', input: { content: facts.cat, collection: 'default', metadata: {} } },
      ),
    ).rejects.toBeDefined();
    expect((await call(rooms, 'documents.list', { limit: 1 })).total).toBe(0);
  });
});

describe('chunks', () => {
  it.each([
    [
      'prose',
      Array.from({ length: 80 }, (_, index) => `Sentence ${index}, un-believable as it's, costs $${index}.50 (approximately).`).join(' '),
    ],
    ['CJK', '这是一个没有空格的很长的中文句子它应该被切成几块。'.repeat(60)],
    ['Japanese', 'コンピューターは情報を処理する機械である'.repeat(60)],
    ['Korean', '한국어는대한민국의공용어이다 '.repeat(120)],
    ['Thai', 'ภาษาไทยเป็นภาษาราชการของประเทศไทย'.repeat(200)],
    ['huge words', `${'Zq9x'.repeat(600)} ${'deadbeef'.repeat(400)}`],
    ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈🎉'.repeat(500)],
    ['code', 'const x=(a,b)=>{return a?.b??c[d]||{e:1};};\n'.repeat(80)],
  ])('fit the model as its tokenizer counts them: %s', async (_name, content) => {
    const chunker = createChunker({ config: { chunkTokens: 254, chunkOverlapTokens: 32 }, embeddings: rooms.embeddings });
    const [chunks = []] = await chunker.chunk([{ title: 'A title of some words', content, isMarkdown: true }]);
    const counts = await rooms.embeddings.countTokens(chunks.map((chunk) => chunk.content));
    expect(chunks.length).toBeGreaterThan(1);
    expect(Math.max(...counts)).toBeLessThanOrEqual(254);
    const { truncated } = await rooms.embeddings.embed(chunks.map((chunk) => chunk.embedText));
    expect(truncated).toEqual(chunks.map(() => false));
  });
});

describe('document list', () => {
  it('gives every document once over its pages, newest first', async () => {
    for (let index = 0; index < 7; index += 1) await create({ content: `Document ${index}.` });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await call(rooms, 'documents.list', { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.total).toBe(7);
      seen.push(...page.documents.map(({ title }) => title));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `Document ${index}.`));
  });

  it('filters by collection and by what title or source contain, literally', async () => {
    await create({ content: 'one', title: '100% wool', collection: 'shop' });
    await create({ content: 'two', title: '100 wool', collection: 'shop' });
    await create({ content: 'three', title: 'Else', source_path: '/home/WOOL_list.txt' });
    const titles = async (input: { contains?: string; collection?: string }) =>
      (await call(rooms, 'documents.list', { limit: 10, ...input })).documents.map(({ title }) => title).sort();
    expect(await titles({ contains: '0% w' })).toEqual(['100% wool']);
    expect(await titles({ contains: 'wool_' })).toEqual(['Else']);
    expect(await titles({ collection: 'shop' })).toEqual(['100 wool', '100% wool']);
    expect(await titles({ collection: 'none' })).toEqual([]);
  });

  it('refuses a made-up cursor and a NUL by name', async () => {
    for (const cursor of ['x', 'eyJ9', Buffer.from('["2024","x"]').toString('base64url')]) {
      await expect(call(rooms, 'documents.list', { limit: 1, cursor })).rejects.toMatchObject({ code: 'invalid_value', field: 'cursor' });
    }
    await expect(call(rooms, 'documents.list', { limit: 1, contains: '\0' })).rejects.toMatchObject({
      code: 'invalid_value',
      field: 'contains',
    });
  });

  it('lists collections with their sizes', async () => {
    expect((await call(rooms, 'collections.list', {})).collections).toEqual([]);
    await create({ content: facts.cat, collection: 'b' });
    await create({ content: facts.tax, collection: 'a' });
    await create({ content: facts.bread, collection: 'a' });
    expect((await call(rooms, 'collections.list', {})).collections).toMatchObject([
      { name: 'a', documents: 2, chunks: 2 },
      { name: 'b', documents: 1, chunks: 1 },
    ]);
  });
});

describe('vector search', () => {
  it('answers on an empty database, and in a collection that does not exist', async () => {
    expect((await call(rooms, 'search.vector', { query: 'anything', limit: 10 })).results).toEqual([]);
    await create({ content: facts.cat });
    expect((await call(rooms, 'search.vector', { query: 'cat', limit: 10, collection: 'none' })).results).toEqual([]);
  });

  it('puts the nearest first and marks the sentence that made it so', async () => {
    await create({ content: `Opening hours are from nine to five. ${facts.tax} Parking is free of charge.` });
    await create({ content: facts.cat });
    await create({ content: facts.bread });
    const { results, timings } = await call(rooms, 'search.vector', {
      query: 'when is the deadline for filing income tax returns?',
      limit: 3,
    });
    const [best] = results;
    expect(best?.content).toContain(facts.tax);
    expect(best?.highlights.map(([start, end]) => best.content.slice(start, end))).toContain(facts.tax);
    expect(results.map(({ distance }) => distance)).toEqual(results.map(({ distance }) => distance).sort((a, b) => a - b));
    for (const { score, distance } of results) expect(score).toBeCloseTo(1 - distance, 10);
    expect(timings.total_ms).toBeCloseTo(timings.embed_ms + timings.search_ms + timings.highlight_ms, 3);
  });

  it('takes a vector of any length instead of a query', async () => {
    await create({ content: facts.cat });
    const { vectors } = await rooms.embeddings.embed([facts.cat]);
    for (const factor of [1, 1e-30, 1e300]) {
      const embedding = Array.from(vectors[0] ?? [], (value) => value * factor);
      const { results } = await call(rooms, 'search.vector', { embedding, limit: 1 });
      expect(results[0]?.score).toBeGreaterThan(0.5);
    }
  });

  it('gives all there are under a filter, up to the limit', async () => {
    for (let index = 0; index < 30; index += 1) {
      await create({
        content: `${facts.cat} Variant ${index}.`,
        collection: 'pets',
        metadata: { parity: index % 2, rare: index === 7 ? 'yes' : null },
      });
    }
    const found = async (filter: Record<string, string | number | null>, limit = 100) =>
      (await call(rooms, 'search.vector', { query: 'bread and tax', limit, collection: 'pets', filter })).results.length;
    expect(await found({ parity: 1 })).toBe(15);
    expect(await found({ parity: 1 }, 4)).toBe(4);
    expect(await found({ parity: 1, rare: 'yes' })).toBe(1);
    expect(await found({ parity: 2 })).toBe(0);
    expect(await found({ rare: null, parity: 0 })).toBe(15);
    expect(await found({})).toBe(30);
  });

  it('refuses what a database cannot hold in a filter', async () => {
    for (const filter of [{ a: '\0' }, { '\ud800': 1 }]) {
      await expect(call(rooms, 'search.vector', { query: 'x', limit: 1, filter })).rejects.toMatchObject({
        code: 'invalid_value',
        field: 'filter',
      });
    }
  });

  it('finds by the index what the exact scan finds', async () => {
    await rooms.storage.query('DROP INDEX chunks_embedding');
    await rooms.storage.query(
      `WITH d AS (INSERT INTO documents (title, content, content_sha256) VALUES ('waves', 'x', sha256('x')) RETURNING id)
       INSERT INTO chunks (document_id, ordinal, content, start_char, token_count, embedding, embedding_model)
       SELECT d.id, n, 'passage ' || n, 0, 2, (SELECT array_agg(sin((n * 384 + k) * 12.9898)) FROM generate_series(1, 384) AS k)::vector, 'none'
         FROM d, generate_series(0, 1999) AS n`,
    );
    await rooms.search.part.start(() => {});
    const { vectors } = await rooms.embeddings.embed(['one query', 'another question', 'a third']);
    for (const vector of vectors) {
      const exact = await rooms.search.vectorSearch.find({ vector, limit: 50, way: 'exact' });
      expect(await rooms.search.vectorSearch.plannedWay({ vector, limit: 50, way: 'index' })).toBe('index');
      const byIndex = await rooms.search.vectorSearch.find({ vector, limit: 50, way: 'index' });
      const wanted = new Set(exact.map(({ chunk_id }) => chunk_id));
      expect(byIndex).toHaveLength(50);
      expect(await rooms.search.vectorSearch.find({ vector, limit: 50 })).toHaveLength(50);
      // Vectors without likeness are the hardest there are for HNSW.
      expect(byIndex.filter(({ chunk_id }) => wanted.has(chunk_id)).length).toBeGreaterThan(25);
    }
  });
});

describe('part', () => {
  const check = async (name: string) => {
    const found = rooms.search.part.checks.find((each) => each.name === name);
    return found?.run(new AbortController().signal);
  };

  it('is well with a document and without', async () => {
    for (const each of rooms.search.part.checks) expect(await each.run(new AbortController().signal)).toMatchObject({ state: 'ok' });
    await create({ content: facts.cat });
    for (const each of rooms.search.part.checks) expect(await each.run(new AbortController().signal)).toMatchObject({ state: 'ok' });
  });

  it('names passages of another model and what to do', async () => {
    await create({ content: facts.cat });
    await rooms.storage.query("UPDATE chunks SET embedding_model = 'another model'");
    expect(await check('embeddings-same-model')).toMatchObject({
      state: 'degraded',
      evidence: expect.stringContaining('1 passages of 1 documents'),
    });
  });

  it('notices a missing index, builds it at start and measures that', async () => {
    await rooms.storage.query('DROP INDEX chunks_embedding');
    expect(await check('index-present')).toMatchObject({ state: 'degraded', cause: expect.any(String), fix: expect.any(String) });
    const reasons: string[] = [];
    await rooms.search.part.start((reason) => reasons.push(reason));
    expect(reasons).toEqual(['building the vector index']);
    expect(await check('index-present')).toMatchObject({ state: 'ok' });
    expect(await rooms.metrics.render()).toMatch(/aidb_pgvector_index_build_seconds_count [1-9]/);
  });

  it('counts what is stored', async () => {
    await rooms.search.part.start(() => {});
    const { id } = await create({ content: facts.cat });
    await create({ content: facts.tax, source_path: '/t' });
    await create({ content: facts.bread, source_path: '/t' });
    expect(await rooms.metrics.render()).toMatch(/gantry_documents 2\n[\s\S]*gantry_chunks 2\n/);
    await call(rooms, 'documents.delete', { id });
    expect(await rooms.metrics.render()).toMatch(/gantry_documents 1\n[\s\S]*gantry_chunks 1\n/);
  });
});
