/** Types of values in a GGUF file (ggml-org/ggml, docs/gguf.md). */
const kinds = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 } as const;

const embedding = 32;
const heads = 2;
const feedForward = 64;
const alignment = 32;
/** SentencePiece's kinds of token. */
const token = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/** A language model of one layer with arbitrary weights, as a GGUF file of some 100 kB: it loads and answers, and says nothing sensible. */
export function tinyModel(): Buffer {
  const tokens = [
    '<unk>',
    '<s>',
    '</s>',
    ...Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
    '▁',
    ...'abcdefghijklmnopqrstuvwxyz',
  ];
  const tokenKinds = tokens.map((_, index) =>
    index === 0 ? token.unknown : index < 3 ? token.control : index < 259 ? token.byte : token.normal,
  );
  const metadata = [
    text('general.architecture', 'llama'),
    text('general.name', 'tiny'),
    uint('llama.context_length', 256),
    uint('llama.embedding_length', embedding),
    uint('llama.block_count', 1),
    uint('llama.feed_forward_length', feedForward),
    uint('llama.attention.head_count', heads),
    uint('llama.attention.head_count_kv', heads),
    uint('llama.rope.dimension_count', embedding / heads),
    float('llama.attention.layer_norm_rms_epsilon', 1e-5),
    uint('llama.vocab_size', tokens.length),
    text('tokenizer.ggml.model', 'llama'),
    list('tokenizer.ggml.tokens', kinds.string, tokens.map(string)),
    list(
      'tokenizer.ggml.scores',
      kinds.float32,
      tokens.map((_, index) => number32('float', -index)),
    ),
    list(
      'tokenizer.ggml.token_type',
      kinds.int32,
      tokenKinds.map((kind) => number32('int', kind)),
    ),
    uint('tokenizer.ggml.bos_token_id', 1),
    uint('tokenizer.ggml.eos_token_id', 2),
    uint('tokenizer.ggml.unknown_token_id', 0),
  ];
  const tensors: { name: string; shape: number[] }[] = [
    { name: 'token_embd.weight', shape: [embedding, tokens.length] },
    { name: 'output_norm.weight', shape: [embedding] },
    { name: 'output.weight', shape: [embedding, tokens.length] },
    { name: 'blk.0.attn_norm.weight', shape: [embedding] },
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name) => ({ name: `blk.0.${name}.weight`, shape: [embedding, embedding] })),
    { name: 'blk.0.ffn_norm.weight', shape: [embedding] },
    { name: 'blk.0.ffn_gate.weight', shape: [embedding, feedForward] },
    { name: 'blk.0.ffn_up.weight', shape: [embedding, feedForward] },
    { name: 'blk.0.ffn_down.weight', shape: [feedForward, embedding] },
  ];
  const infos: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const { name, shape } of tensors) {
    const weights = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (let index = 0; index < weights.length; index += 1)
      weights[index] = shape.length === 1 ? 1 : Math.sin(index * 0.7 + name.length) * 0.1;
    const bytes = padded(Buffer.from(weights.buffer));
    infos.push(string(name), number32('uint', shape.length), ...shape.map(number64), number32('uint', 0), number64(offset));
    data.push(bytes);
    offset += bytes.length;
  }
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    number32('uint', 3),
    number64(tensors.length),
    number64(metadata.length),
    ...metadata,
    ...infos,
  ]);
  return Buffer.concat([padded(head), ...data]);
}

function number32(kind: 'uint' | 'int' | 'float', value: number): Buffer {
  const bytes = Buffer.alloc(4);
  if (kind === 'float') bytes.writeFloatLE(value);
  else if (kind === 'int') bytes.writeInt32LE(value);
  else bytes.writeUInt32LE(value);
  return bytes;
}

function number64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function string(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([number64(bytes.length), bytes]);
}

function entry(key: string, kind: number, value: Buffer): Buffer {
  return Buffer.concat([string(key), number32('uint', kind), value]);
}

const text = (key: string, value: string) => entry(key, kinds.string, string(value));
const uint = (key: string, value: number) => entry(key, kinds.uint32, number32('uint', value));
const float = (key: string, value: number) => entry(key, kinds.float32, number32('float', value));

function list(key: string, kind: number, values: readonly Buffer[]): Buffer {
  return entry(key, kinds.array, Buffer.concat([number32('uint', kind), number64(values.length), ...values]));
}

function padded(bytes: Buffer): Buffer {
  const rest = bytes.length % alignment;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(alignment - rest)]);
}
