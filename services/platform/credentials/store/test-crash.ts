import { testStore } from './test-store.ts';

/**
 * A process that ends itself by SIGKILL after the n-th step of an act on a store: `test-crash.js <home> <memory> <act> <n>`. It ends
 * by itself where the act has fewer steps. The act `open` is the opening itself, which has steps where an earlier crash left something.
 */
const [home = '', memory = '', act = '', stepText = '0'] = process.argv.slice(2);

let stepsLeft = act === 'open' ? Number(stepText) : Number.POSITIVE_INFINITY;
const { store } = testStore(home, {
  runtimeFolder: memory,
  onStep() {
    stepsLeft -= 1;
    if (stepsLeft <= 0) process.kill(process.pid, 'SIGKILL');
  },
});
await store.open();
stepsLeft = Number(stepText);

const keychain = { to: 'keychain', accept_unprotected: false } as const;
const acts: Record<string, () => Promise<unknown>> = {
  write: () => store.write('a', 'new value of a'),
  longer: () => store.replaceInPlace('a', 'new and longer value of a'),
  shorter: () => store.replaceInPlace('a', 'new'),
  stage: () => store.stage('a', 'new value of a'),
  remove: () => store.remove('a'),
  'to vault': () => store.move(keychain),
  'to files': () => store.move({ to: 'files', accept_unprotected: false }),
  'new key': () => store.move(keychain),
  unlock: async () => {
    await store.lock(() => false);
    await store.unlock('');
  },
};
await acts[act]?.();
await store.close();
