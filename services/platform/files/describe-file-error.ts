import { type ErrorCode, GantryError } from '#contract';

/** Turns an error of the file system into a typed one that names the path. `denied` is the code for a missing right. */
export function describeFileError(error: unknown, path: string, denied: ErrorCode): GantryError {
  if (error instanceof GantryError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new GantryError('disk_full', { message: `The disk that holds ${path} is full.`, cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new GantryError(denied, { message: `${path} may not be accessed (${code}).`, cause: error });
    case 'ENOENT':
      return new GantryError(denied === 'home_not_writable' ? denied : 'folder_missing', {
        message: `${path} does not exist.`,
        cause: error,
      });
    case 'ENOTDIR':
    case 'EEXIST':
      return new GantryError(denied === 'home_not_writable' ? denied : 'folder_missing', {
        message: `${path} is not a folder.`,
        cause: error,
      });
    default:
      return new GantryError('internal', { message: `${path}: ${code ?? 'file error'}.`, cause: error });
  }
}
