import { join } from 'node:path';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';
import type { Keeping } from './keeping.ts';
import type { OnStep } from './place-file.ts';
import { createPlainFiles, type PlainFiles } from './plain-files.ts';

export interface FilesKeeping extends Keeping {
  plain: PlainFiles;
  stagedFiles: PlainFiles;
}

/** Folder of the secrets as plain files, which containers mount directly. */
export const secretsFolder = (paths: Paths) => join(paths.config, 'secrets');

/** Secrets as files of `<config>/secrets`, 0600; values on their way in `<state>/secrets-work`, 0700. */
export function createFilesKeeping({ paths, log, onStep }: { paths: Paths; log: Log; onStep: OnStep }): FilesKeeping {
  const work = join(paths.state, 'secrets-work');
  const plain = createPlainFiles({ folder: secretsFolder(paths), workFolder: join(work, 'replace'), log, onStep });
  const stagedFiles = createPlainFiles({ folder: join(work, 'staged'), workFolder: join(work, 'replace-staged'), log, onStep });
  return {
    plain,
    stagedFiles,
    folder: plain.folder,
    async open() {
      await plain.open();
      await stagedFiles.open();
    },
    names: plain.names,
    changedAt: plain.changedAt,
    read: plain.read,
    write: plain.write,
    replaceInPlace: plain.replaceInPlace,
    remove: plain.remove,
    stage: stagedFiles.write,
    staged: stagedFiles.read,
    dropStaged: stagedFiles.remove,
    stagedNames: stagedFiles.names,
  };
}
