/** Files that are either the old or the new one, never half of each. */
export { describeFileError } from './describe-file-error.ts';
export { makePrivateFolder, parseJson, readIfThere, writeDurably } from './durable.ts';
