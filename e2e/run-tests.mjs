// Runs the checks, then the tests of the rooms, then the tests from outside, and closes with one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const output = 'e2e/output';
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const counts = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];

function step(title, command, args) {
  process.stdout.write(`\n── ${title}\n`);
  const startedAt = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  process.stdout.write(`   ${status === 0 ? 'done' : 'FAILED'} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return status === 0;
}

function tests(title, project) {
  const file = `${output}/${project}.json`;
  const ok = step(title, 'npx', [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
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

const checksPassed = step('Types, format, lint and import rules', 'npm', ['run', '--silent', 'check']);
counts[checksPassed ? 'passed' : 'failed'] += 1;
tests('Rooms: unit and integration', 'rooms');
tests('From outside: real host, real browser', 'e2e');

process.stdout.write(`\n── Did not run here: ${notRun.length === 0 ? 'nothing' : ''}\n`);
for (const name of notRun) process.stdout.write(`   ${name}\n`);
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(counts.failed === 0 ? 0 : 1);
