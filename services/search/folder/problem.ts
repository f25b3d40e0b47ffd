import { GantryError, type TaskProblem } from '#contract';

/** A file or record the walk goes past on purpose; `code` is a slug. */
export function skipped(item: string, code: string, message: string): TaskProblem {
  return { item, code, message, kind: 'skipped' };
}

/** A file or folder that could not be read, in words. @throws the error itself when it is not about that one file */
export function failed(item: string, error: unknown): TaskProblem {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { item, code: 'permission_denied', message: 'It may not be read. Give your user read access to it.', kind: 'failed' };
    case 'ENOENT':
    case 'ENOTDIR':
      // A name that is not UTF-8 reaches us with its bytes replaced, and by that name there is no file.
      if (item.includes('\uFFFD')) {
        return {
          item,
          code: 'file_unreadable',
          message: 'Its name is not valid UTF-8, so it cannot be opened. Rename it.',
          kind: 'failed',
        };
      }
      return { item, code: 'file_vanished', message: 'It was there when its folder was listed and is gone now.', kind: 'failed' };
    case 'EIO':
    case 'ELOOP':
    case 'EISDIR':
    case 'EBUSY':
    case 'ENAMETOOLONG':
    case 'ESTALE':
    case 'ETIMEDOUT':
      return { item, code: 'file_unreadable', message: `It could not be read (${code}).`, kind: 'failed' };
    default:
      // EMFILE, ENOMEM and mistakes in the code are not about this file.
      throw error;
  }
}

/** The error for a folder that cannot be opened at all. */
export function folderError(error: unknown, path: string): GantryError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new GantryError('folder_missing', {
      message: code === 'ENOENT' ? `${path} does not exist.` : `${path} is not a folder.`,
      field: 'path',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new GantryError('permission_denied', { message: `${path} may not be read.`, field: 'path', cause: error });
  }
  return new GantryError('file_unreadable', { message: `${path} could not be read (${code ?? 'unknown'}).`, field: 'path', cause: error });
}
