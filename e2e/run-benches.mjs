// Runs the benchmarks one after another: `node e2e/run-benches.mjs [part of a name]`. Each prints its figures beside a baseline of the same run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'dist/e2e/bench';
const wanted = process.argv[2] ?? '';
let failed = 0;
for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('-bench.js') && file.includes(wanted))
  .sort()) {
  process.stdout.write(`\n── ${name.replace('.js', '')}\n`);
  const { status } = spawnSync(process.execPath, [join(folder, name), ...process.argv.slice(3)], { stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
