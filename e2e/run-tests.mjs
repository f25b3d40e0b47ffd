// Runs the checks, then the tests of the rooms, then the tests from outside, and closes with one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

// Compiled before the tests begin; found only then.
const built = (file) => import(new URL(`../dist/e2e/engine/${file}.js`, import.meta.url).href);
const { composeConfig } = await built('compose-plugin');
const { isInstalled, startDocker, startPodman } = await built('start-engine');

const output = 'e2e/output';
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const counts = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];

function step(title, [command, ...args], env = {}) {
  process.stdout.write(`\n── ${title}\n`);
  const startedAt = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  process.stdout.write(`   ${status === 0 ? 'done' : 'FAILED'} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return status === 0;
}

function tests(title, project, { files = [], env = {} } = {}) {
  const file = `${output}/${project}-${counts.passed}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = step(title, ['npx', 'vitest', 'run', '--project', project, ...files, ...reporters], env);
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    counts.failed += 1;
    return;
  }
  counts.passed += report.numPassedTests;
  // A file that broke before its first test counts too.
  const brokenFiles = report.testResults.filter((result) => result.status === 'failed' && result.assertionResults.length === 0).length;
  counts.failed += report.numFailedTests + brokenFiles + (ok || report.numFailedTests + brokenFiles > 0 ? 0 : 1);
  counts.skipped += report.numPendingTests;
  for (const { assertionResults } of report.testResults) {
    for (const { status, fullName } of assertionResults) if (status === 'pending' || status === 'skipped') notRun.push(fullName);
  }
}

const checksPassed = step('Types, format, lint and import rules', ['npm', 'run', '--silent', 'check']);
counts[checksPassed ? 'passed' : 'failed'] += 1;

const docker = await startDocker();
const podman = await startPodman();
const env = {};
if (docker.socket === undefined) notRun.push(`everything with containers: ${docker.reason}`);
else {
  env.GANTRY_TEST_ENGINE = docker.socket;
  const compose = isInstalled('docker') ? composeConfig() : undefined;
  if (compose === undefined) notRun.push('comparison with Docker Compose: it is neither installed nor to be had from Debian');
  else env.GANTRY_TEST_COMPOSE = compose;
  if (!isInstalled('mmdebstrap')) notRun.push('the stack on real images: mmdebstrap, which makes them, is not installed');
  else if (!step('Images for the tests, from Debian packages', ['node', 'e2e/images/build-images.mjs', '--socket', docker.socket]))
    notRun.push('the stack on real images: they could not be made');
}
tests('Rooms: unit and integration', 'rooms', { env });
if (podman.socket === undefined) notRun.push(`the core suite on Podman: ${podman.reason}`);
else tests('The stack on Podman', 'rooms', { files: ['stack/manager/stack.engine.test.ts'], env: { GANTRY_TEST_ENGINE: podman.socket } });
tests('From outside: real host, real browser', 'e2e', { env });
await docker.stop?.();
await podman.stop?.();

process.stdout.write(`\n── Did not run here: ${notRun.length === 0 ? 'nothing' : ''}\n`);
for (const name of notRun) process.stdout.write(`   ${name}\n`);
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(counts.failed === 0 ? 0 : 1);
