import { basename } from 'node:path';
import { composeInvalid } from './compose-invalid.ts';
import type { Field } from './compose-node.ts';
import { textOf } from './field-values.ts';

const projectPattern = /^[a-z0-9][a-z0-9_-]*$/;
const projectRule = 'a project name must be lower-case letters, digits, "_" and "-", beginning with a letter or digit.';

/** The name asked for, else `name` of the file, else made of the folder's name as Compose does. @throws GantryError `compose_invalid` */
export function projectName(
  root: Field,
  { asked, named, folder }: { asked: string | undefined; named: Field | undefined; folder: string },
): string {
  if (asked !== undefined) {
    if (!projectPattern.test(asked)) throw composeInvalid({ path: 'name', place: root.place }, projectRule);
    return asked;
  }
  if (named !== undefined) {
    const name = textOf(named);
    if (!projectPattern.test(name)) throw composeInvalid(named, projectRule);
    return name;
  }
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
  if (name === '')
    throw composeInvalid({ path: 'name', place: root.place }, 'the folder gives no project name; write name: at the top of the file.');
  return name;
}
