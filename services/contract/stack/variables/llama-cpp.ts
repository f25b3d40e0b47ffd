import { everyService, prefixed, publishedPort } from './every-service.ts';
import { choice, integer, path, text } from './variable.ts';

/** As llama-server(1) lists them under -ctk and -ctv. */
const cacheTypes = ['f32', 'f16', 'bf16', 'q8_0', 'q4_0', 'q4_1', 'iq4_nl', 'q5_0', 'q5_1'] as const;
const most32 = '2147483647';

/** Options of llama-server, which reads them as LLAMA_ARG_…; ranges as in llama-server(1). */
export const llamaCppVariables = {
  ...prefixed('LLAMA_CPP', 'llama-cpp', { PORT: publishedPort('llama.cpp') }),
  ...prefixed('LLAMA', 'llama-cpp', {
    MODELS: path({ description: 'Folder with model files on this computer, mounted read-only.', example: '~/models' }),
    MODEL: text({
      pattern: /^(?!.*(?:^|\/)\.\.(?:\/|$))[^/\0][^\0]{0,250}\.gguf$/,
      rule: 'must be the name of a GGUF file below LLAMA_MODELS, such as model.gguf',
      description: 'Model file in that folder.',
      example: 'qwen2.5-7b-instruct-q4_k_m.gguf',
    }),
    ALIAS: text({
      pattern: /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/,
      rule: 'must be letters, digits, ".", "_", ":" and "-", beginning with a letter or digit',
      description: 'Name of the model in the API; the agents ask for it by this name.',
    }),
    CTX_SIZE: integer({
      min: '0',
      max: most32,
      unit: 'tokens',
      description: 'Context, shared by the parallel requests; 0 takes what the model was trained with.',
    }),
    THREADS: integer({
      min: '1',
      max: '512',
      also: ['-1'],
      unit: 'threads',
      description: 'Threads of the model; as many as LLAMA_CPP_CPUS. -1 takes all there are.',
    }),
    BATCH_SIZE: integer({ min: '1', max: most32, unit: 'tokens', description: 'Tokens of a prompt handed over at once.' }),
    UBATCH_SIZE: integer({ min: '1', max: most32, unit: 'tokens', description: 'Tokens computed at once; at most LLAMA_BATCH_SIZE.' }),
    PARALLEL: integer({
      min: '1',
      max: '256',
      unit: 'requests',
      description: 'Requests answered at the same time; each gets its share of the context.',
    }),
    CACHE_TYPE_K: choice({ choices: cacheTypes, description: 'Numbers the keys of the cache are kept in; q8_0 takes half of f16.' }),
    CACHE_TYPE_V: choice({
      choices: cacheTypes,
      description: 'Numbers the values of the cache are kept in; other than f32, f16 and bf16 needs flash attention.',
    }),
  }),
  ...everyService('llama-cpp'),
};
