import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtFile } from '#platform/paths';
import { readSecret } from './hidden-prompt.ts';
import type { Io } from './io.ts';
import { sampleStore } from './testing/config-samples.ts';
import { plainEnvironment } from './testing/run-gantry.ts';
import { type StandInHost, startStandInHost } from './testing/stand-in-host.ts';
import { openTerminal, type Terminal } from './testing/terminal.ts';

const typed = 'pä$$ "phrase" #1';

let home: string;
let host: StandInHost;
let screen: Terminal;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
  await host.announce(home);
  screen = openTerminal({ home, columns: 80 });
  host.answers['credentials.move'] = () => ({ store: sampleStore(), moved: [] });
  host.answers['credentials.unlock'] = () => ({ store: sampleStore() });
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const until = async (isDone: () => boolean) => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
};
const answer = (...answers: [prompt: string, keys: string][]) =>
  answers.reduce(async (before, [prompt, keys]) => {
    await before;
    await until(() => screen.text().includes(prompt));
    screen.type(keys);
  }, Promise.resolve());
const names = () => host.asked.map(({ name }) => name);

describe('on a terminal', () => {
  it('asks twice and shows nothing of what is typed, mistakes and corrections included', async () => {
    const [{ code, stdout, stderr }] = await Promise.all([
      screen.run('credentials', 'store', '--to', 'passphrase', '--yes'),
      answer(['New passphrase: ', `${typed}xy\u007f\u007f\r`], ['New passphrase, again: ', `${typed}\r`]),
    ]);
    expect(code).toBe(0);
    expect(host.asked.find(({ name }) => name === 'credentials.move')?.input).toMatchObject({ to: 'passphrase', passphrase: typed });
    expect(stdout + stderr).not.toContain('phrase"');
    expect(stderr).toMatch(/^New passphrase: \nNew passphrase, again: \n/);
  });

  it('takes both when they come at once, as a paste does', async () => {
    const [{ code }] = await Promise.all([
      screen.run('credentials', 'store', '--to', 'passphrase', '--yes'),
      answer(['New passphrase: ', `${typed}\r${typed}\r`]),
    ]);
    expect(code).toBe(0);
  });

  it('refuses two that differ, and sends nothing', async () => {
    const [{ code, stderr }] = await Promise.all([
      screen.run('credentials', 'store', '--to', 'passphrase', '--yes'),
      answer(['New passphrase: ', `${typed}\r`], ['again: ', 'another one\r']),
    ]);
    expect([code, stderr.includes('the same both times'), names()]).toEqual([2, true, []]);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s ends it, and nothing is sent', async (_, key) => {
    const [{ code, stderr }] = await Promise.all([screen.run('credentials', 'unlock'), answer(['Passphrase: ', key])]);
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing was changed.');
    expect(names()).toEqual([]);
  });
});

describe('without a terminal', () => {
  const read = (...pieces: (string | Buffer)[]) => {
    const stdin = new PassThrough();
    for (const piece of pieces) stdin.write(piece);
    stdin.end();
    return readSecret({ stdin } as unknown as Io, { title: 'Value', isRepeated: true, field: 'value' });
  };
  it('is the first line of stdin, spaces and all', async () => {
    expect(await read(`${typed}\nlogin: someone\n`)).toBe(typed);
    expect(await read(' a', ' b \r\n')).toBe(' a b ');
    expect(await read(Buffer.from('ä').subarray(0, 1), Buffer.from('ä').subarray(1))).toBe('ä');
  });
  it.each([
    ['nothing', ['']],
    ['an empty line', ['\nx']],
    ['bytes that are no text', [Buffer.from([0x61, 0xff])]],
    ['a file', ['x'.repeat(70_000)]],
  ])('%s is refused', async (_, pieces) => {
    await expect(read(...pieces)).rejects.toMatchObject({ code: 'invalid_value', field: 'value' });
  });
});

/** util-linux' script gives a program a real terminal, whose echo is the kernel's. */
const script = '/usr/bin/script';
it.skipIf(process.platform !== 'linux' || !existsSync(script))('a real terminal does not echo it either', async () => {
  const command = `${process.execPath} ${builtFile('services/cli/main.js')} credentials unlock`;
  const child = spawn(script, ['-qec', command, '/dev/null'], {
    env: { ...plainEnvironment(process.env), GANTRY_HOME: home, NO_COLOR: '1' },
  });
  let shown = '';
  let isTyped = false;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (isTyped || !shown.includes('Passphrase: ')) return;
    isTyped = true;
    child.stdin.write('open-sesame\r');
  });
  await new Promise((resolve) => child.on('close', resolve));
  expect(host.asked.find(({ name }) => name === 'credentials.unlock')?.input).toEqual({ passphrase: 'open-sesame' });
  expect(shown).toContain('Kept as: files');
  expect(shown).not.toContain('sesame');
});
