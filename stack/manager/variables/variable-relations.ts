import { declarationOf, type KnownVariable } from './known-variables.ts';

/** Values of one service that do not fit each other, although each of them alone is fine and Compose takes both. */
const relations: readonly { readonly name: string; readonly atMost: string; readonly why: string }[] = [
  { name: 'POSTGRES_SHARED_BUFFERS', atMost: 'POSTGRES_MEMORY', why: 'the kernel ends Postgres before the buffers are full' },
  {
    name: 'POSTGRES_MAINTENANCE_WORK_MEM',
    atMost: 'POSTGRES_SHM',
    why: 'a parallel index build shares that much memory in /dev/shm and fails',
  },
  { name: 'REDIS_MAXMEMORY', atMost: 'REDIS_MEMORY', why: 'the kernel ends Redis before it refuses a write' },
  { name: 'LLAMA_UBATCH_SIZE', atMost: 'LLAMA_BATCH_SIZE', why: 'no more is handed over at once' },
];

/** Relations that the values break: the variable, the other one, and the rule as the rest of a sentence. */
export function brokenRelations(variables: ReadonlyMap<string, KnownVariable>): { name: string; other: string; rule: string }[] {
  const amountOf = (name: string) => {
    const value = variables.get(name)?.value;
    return value === undefined ? undefined : declarationOf(name)?.amount?.(value);
  };
  return relations.flatMap(({ name, atMost, why }) => {
    const [amount, most] = [amountOf(name), amountOf(atMost)];
    return amount === undefined || most === undefined || amount <= most
      ? []
      : [{ name, other: atMost, rule: `must be at most ${atMost}: otherwise ${why}` }];
  });
}
