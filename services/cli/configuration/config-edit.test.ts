import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GantryError } from '#contract';
import { samplePreview, sampleRevision, sampleStep } from '../testing/config-samples.ts';
import { plainEnvironment, runGantry } from '../testing/run-gantry.ts';
import { type StandInHost, startStandInHost } from '../testing/stand-in-host.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';

const text = '# mine\nembeddings:\n  batchSize: 32\n';

let home: string;
let host: StandInHost;
let screen: Terminal;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
  await host.announce(home);
  screen = openTerminal({ home, columns: 100, env: { EDITOR: join(home, 'editor') } });
  host.answers['config.read-document'] = () => ({
    document: 'settings',
    file: '/home/config/config.yaml',
    format: 'yaml',
    text,
    revision: sampleRevision,
    problems: [],
  });
  host.answers['config.preview'] = () => samplePreview();
  host.answers['config.apply'] = () => ({ step: sampleStep(), revision: sampleRevision, task: null });
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

/** An editor that runs these lines of shell, with the file as `$1`. */
const editor = async (...lines: string[]) => {
  const file = join(home, 'editor');
  await writeFile(file, `#!/bin/sh\n${lines.join('\n')}\n`);
  await chmod(file, 0o755);
};
const edit = (...args: string[]) =>
  runGantry({
    args: ['config', 'edit', ...args],
    env: { ...plainEnvironment(process.env), VISUAL: '', EDITOR: join(home, 'editor') },
    home,
  });
const inputsOf = (name: string) =>
  host.asked.filter((asked) => asked.name === name).map(({ input }) => input as { text: string; base_revision: string });
const kept = async () => {
  const above = join(home, 'state', 'edits');
  const folders = await readdir(above).catch(() => []);
  return Promise.all(folders.map((folder) => readFile(join(above, folder, 'config.yaml'), 'utf8')));
};
const until = async (isDone: () => boolean) => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
};
const change = 'sed -i s/32/64/ "$1"';

describe('config edit', () => {
  it('edits a private copy, previews, applies and leaves nothing behind', async () => {
    await editor('stat -c "%a %n" "$1" > modes; stat -c "%a" "$(dirname "$1")" >> modes', change);
    const { code, stderr } = await edit('--reason', 'faster');
    expect(code).toBe(0);
    const wanted = { document: 'settings', base_revision: sampleRevision, text: text.replace('32', '64') };
    expect(inputsOf('config.preview')).toEqual([{ ...wanted, dry_run: true }]);
    expect(inputsOf('config.apply')).toEqual([{ ...wanted, reason: 'faster', restart: true, watch_seconds: 30 }]);
    expect(stderr).toContain('+  batchSize: 64\n');
    expect(await readFile(join(home, 'modes'), 'utf8')).toMatch(/^600 .+\/config\.yaml\n700\n$/);
    expect(await kept()).toEqual([]);
  });

  it('takes options of the editor, as in code --wait', async () => {
    await editor('[ "$1" = --wait ] && sed -i s/32/64/ "$2"');
    screen = openTerminal({ home, env: { VISUAL: `${join(home, 'editor')} --wait`, EDITOR: 'false' } });
    expect((await screen.run('config', 'edit')).code).toBe(0);
    expect(inputsOf('config.apply')).toHaveLength(1);
  });

  it('writes nothing when nothing was changed', async () => {
    await editor(':');
    host.answers['config.preview'] = () => samplePreview({ diff: '' });
    expect(await edit()).toMatchObject({ code: 0, stdout: 'Nothing changes.\n' });
    expect([inputsOf('config.apply'), await kept()]).toEqual([[], []]);
  });

  it('keeps what was typed where it has mistakes, and goes on with it later', async () => {
    await editor('sed -i s/32/many/ "$1"');
    host.answers['config.preview'] = ({ text: typed }: { text: string }) =>
      samplePreview(
        typed.includes('many')
          ? { is_valid: false, problems: [{ key: 'embeddings.batchSize', line: 3, rule: 'must be a whole number' }] }
          : {},
      );
    const { code, stderr } = await edit();
    expect(code).toBe(2);
    expect(stderr).toContain('config.yaml:3: embeddings.batchSize must be a whole number.');
    expect(await kept()).toEqual([text.replace('32', 'many')]);
    const file = /kept in (.+)\nGo on with it: .+ config edit --from \1\n/.exec(stderr)?.[1] ?? '';
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    await editor('sed -i s/many/64/ "$1"');
    expect((await edit('--from', file)).code).toBe(0);
    expect(inputsOf('config.apply')[0]?.text).toBe(text.replace('32', '64'));
    expect(await kept()).toEqual([text.replace('32', 'many')]);
  });

  it.each([
    ['the editor fails', [change, 'exit 3'], 'exit code 3'],
    ['the host refuses', [change], 'disk is full'],
  ])('keeps what was typed when %s', async (_, lines, message) => {
    await editor(...lines);
    host.answers['config.apply'] = () => {
      throw new GantryError('disk_full');
    };
    const { code, stderr } = await edit();
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(await kept()).toEqual([text.replace('32', '64')]);
  });

  it('opens again at the choice of the person, who corrects it', async () => {
    await editor('grep -q many "$1" && sed -i s/many/64/ "$1" || sed -i s/32/many/ "$1"');
    host.answers['config.preview'] = ({ text: typed }: { text: string }) =>
      samplePreview(typed.includes('many') ? { is_valid: false, problems: [{ key: 'a.b', line: 3, rule: 'must be a number' }] } : {});
    const person = async () => {
      await until(() => screen.text().includes('Open the editor again? [y/N]'));
      screen.type('y\n');
      await until(() => screen.text().includes('Change it? [y/N]'));
      screen.type('y\n');
    };
    const [{ code, stderr }] = await Promise.all([screen.run('config', 'edit'), person()]);
    expect([code, inputsOf('config.apply')[0]?.text]).toEqual([0, text.replace('32', '64')]);
    expect(stderr).toContain('config.yaml:3: a.b must be a number');
  });

  describe('when another one changed the file meanwhile', () => {
    const theirs = 'fedcba9876543210';
    const conflict = (merged: string, isClean: boolean) => ({
      base: text,
      theirs: '',
      yours: '',
      merged,
      is_clean: isClean,
      changed_by: 'panel',
    });

    it('goes on with both where they fit together', async () => {
      await editor(change);
      const merged = `${text.replace('32', '64')}log:\n  level: debug\n`;
      let isFirst = true;
      host.answers['config.apply'] = () => {
        if (!isFirst) return { step: sampleStep(), revision: sampleRevision, task: null };
        isFirst = false;
        throw new GantryError('config_changed');
      };
      host.answers['config.preview'] = ({ base_revision: base }: { base_revision: string }) =>
        samplePreview({ revision: theirs, conflict: isFirst || base === theirs ? null : conflict(merged, true) });
      const { code, stderr } = await edit();
      expect(code).toBe(0);
      expect(stderr).toContain('The file was changed by panel meanwhile; both changes fit together.');
      expect(inputsOf('config.apply').at(-1)).toMatchObject({ base_revision: theirs, text: merged });
    });

    it('opens the text with both sides, which are kept where nobody can choose', async () => {
      const merged = 'embeddings:\n<<<<<<< yours\n  batchSize: 64\n=======\n  batchSize: 8\n>>>>>>> theirs\n';
      await editor(`grep -q '<<<<' "$1" && printf 'chosen: 1\\n' > "$1" || ${change}`);
      host.answers['config.preview'] = ({ base_revision: base }: { base_revision: string }) =>
        samplePreview({ revision: theirs, conflict: base === theirs ? null : conflict(merged, false) });
      const refused = await edit();
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('config_changed') });
      expect(await kept()).toEqual([merged]);
      const person = async () => {
        await until(() => screen.text().includes('Open the editor to choose? [y/N]'));
        screen.type('y\n');
        await until(() => screen.text().includes('Change it? [y/N]'));
        screen.type('y\n');
      };
      const [{ code }] = await Promise.all([screen.run('config', 'edit'), person()]);
      expect([code, inputsOf('config.apply').at(-1)]).toMatchObject([0, { base_revision: theirs, text: 'chosen: 1\n' }]);
    });
  });
});

describe('config check', () => {
  it('checks a file by its ending and says every mistake with its line', async () => {
    await writeFile(join(home, 'mine.env'), 'WEB_PORT=x\n');
    host.answers['config.preview'] = () =>
      samplePreview({ is_valid: false, problems: [{ key: 'WEB_PORT', line: 1, rule: 'must be a port' }] });
    const { code, stdout, stderr } = await screen.run('config', 'check', 'mine.env');
    expect([code, stdout]).toEqual([2, 'mine.env has a mistake.\n']);
    expect(stderr).toContain('mine.env:1: WEB_PORT must be a port\n');
    expect(inputsOf('config.preview')).toMatchObject([{ document: 'variables', text: 'WEB_PORT=x\n' }]);
    host.answers['config.preview'] = () => samplePreview({ diff: '' });
    expect(await screen.run('config', 'check')).toMatchObject({ code: 0, stdout: '/home/config/config.yaml is valid.\n' });
    expect(inputsOf('config.preview').at(-1)).toMatchObject({ document: 'settings', text });
    expect((await screen.run('config', 'check', 'nowhere.yaml')).code).toBe(2);
  });
});
