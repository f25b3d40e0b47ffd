import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { walk } from './walk.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-walk-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

async function walked(folder = root): Promise<{ files: string[]; problems: Record<string, string> }> {
  const files: string[] = [];
  const problems: Record<string, string> = {};
  for await (const found of walk(folder, new AbortController().signal)) {
    if ('file' in found) files.push(relative(root, found.file.path));
    else problems[relative(root, found.problem.item)] = found.problem.code;
  }
  return { files, problems };
}

describe('walk', () => {
  it('gives every file in the order of names, with its size', async () => {
    await write({ 'b.txt': 'b', 'a/z.txt': 'z', 'a/b/c.txt': 'c' });
    expect((await walked()).files).toEqual(['a/b/c.txt', 'a/z.txt', 'b.txt']);
  });

  it('finds nothing in an empty folder', async () => {
    expect(await walked()).toEqual({ files: [], problems: {} });
  });

  it('respects .gitignore at every level, the nearer one first', async () => {
    await write({
      '.gitignore': '*.log\nbuild/\n/only-top.txt\nnode_modules\n',
      'a.log': '',
      'keep.txt': '',
      'only-top.txt': '',
      'build/out.txt': '',
      'node_modules/x/readme.md': '',
      'sub/only-top.txt': '',
      'sub/.gitignore': '!important.log\nlocal.txt\n',
      'sub/important.log': '',
      'sub/other.log': '',
      'sub/local.txt': '',
      'sub/deep/local.txt': '',
    });
    const { files, problems } = await walked();
    expect(files).toEqual(['keep.txt', 'sub/important.log', 'sub/only-top.txt']);
    expect(problems).toMatchObject({
      'a.log': 'ignored',
      build: 'ignored',
      node_modules: 'ignored',
      'only-top.txt': 'ignored',
      'sub/deep/local.txt': 'ignored',
    });
  });

  it('indexes node_modules where nothing ignores it', async () => {
    await write({ 'node_modules/x/readme.md': '' });
    expect((await walked()).files).toEqual(['node_modules/x/readme.md']);
  });

  it('respects the .gitignore files above, up to the top of the work tree', async () => {
    await write({
      '.gitignore': 'kept-by-none.txt\n',
      'repo/.git/HEAD': '',
      'repo/.gitignore': 'secret.txt\n',
      'repo/docs/secret.txt': '',
    });
    await write({ 'repo/docs/kept-by-none.txt': '', 'repo/docs/a.md': '' });
    expect((await walked(join(root, 'repo', 'docs'))).files).toEqual(['repo/docs/a.md', 'repo/docs/kept-by-none.txt']);
  });

  it('says which hidden files, links, sockets and pipes it went past', async () => {
    await write({ '.env': 'SECRET=1', '.git/config': '', 'a/file.txt': '' });
    await symlink(root, join(root, 'a', 'loop'));
    await symlink('/etc/hostname', join(root, 'a', 'outside'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
    const { files, problems } = await walked();
    server.close();
    expect(files).toEqual(['a/file.txt']);
    expect(problems).toEqual({
      '.env': 'hidden',
      '.git': 'hidden',
      'a/loop': 'symbolic-link',
      'a/outside': 'symbolic-link',
      pipe: 'not-a-file',
      socket: 'not-a-file',
    });
  });

  it('names a folder that is not there, or is a file', async () => {
    await write({ file: '' });
    await expect(walked(join(root, 'gone'))).rejects.toMatchObject({ code: 'folder_missing', field: 'path' });
    await expect(walked(join(root, 'file'))).rejects.toMatchObject({ code: 'folder_missing', field: 'path' });
  });

  it('stops when it is cancelled', async () => {
    await write({ 'a.txt': '', 'b.txt': '' });
    const abort = new AbortController();
    const seen: unknown[] = [];
    const read = async () => {
      for await (const found of walk(root, abort.signal)) {
        seen.push(found);
        abort.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
    expect(seen).toHaveLength(1);
  });

  // Root may read everything, so the right is given up for the time of the walk.
  it.runIf(process.platform !== 'win32')('goes on past a folder it may not read', async () => {
    await write({ 'closed/a.txt': '', 'open.txt': '' });
    execFileSync('chmod', ['000', join(root, 'closed')]);
    execFileSync('chmod', ['755', root]);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      const { files, problems } = await walked();
      expect(files).toEqual(['open.txt']);
      expect(problems).toEqual({ closed: 'permission_denied' });
      await expect(walked(join(root, 'closed'))).rejects.toMatchObject({ code: 'permission_denied', field: 'path' });
    } finally {
      if (isRoot) process.seteuid?.(0);
      execFileSync('chmod', ['755', join(root, 'closed')]);
    }
  });
});
