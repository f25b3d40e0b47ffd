import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFolders } from './list-folders.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-list-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('folder list', () => {
  it('gives folders by name with hidden ones last, and counts files', async () => {
    for (const name of ['b10', 'b9', '.config', 'A']) await mkdir(join(root, name));
    await writeFile(join(root, 'file.txt'), '');
    await symlink(join(root, 'A'), join(root, 'link'));
    await symlink(join(root, 'nowhere'), join(root, 'broken'));
    expect(await listFolders(`${root}/b9/..`)).toEqual({
      path: root,
      parent: tmpdir(),
      folders: ['A', 'b9', 'b10', 'link', '.config'],
      files: 1,
    });
  });

  it('begins at the home folder and ends at the root', async () => {
    expect((await listFolders('~')).path).toBe(homedir());
    expect(await listFolders('/')).toMatchObject({ path: '/', parent: null });
  });

  it.each([
    ['relative/path', 'invalid_value'],
    ['', 'invalid_value'],
    ['/with\0nul', 'invalid_value'],
    ['/does/not/exist', 'folder_missing'],
    ['/etc/hostname', 'folder_missing'],
  ])('refuses %j with %s', async (path, code) => {
    await expect(listFolders(path)).rejects.toMatchObject({ code, field: 'path' });
  });
});
