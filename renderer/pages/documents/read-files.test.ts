import { expect, it } from 'vitest';
import { maxDocumentChars } from '#contract';
import { joinFolder } from './join-folder.ts';
import { readFiles, titleOfFile } from './read-files.ts';
import { readDocumentsAddress, writeDocumentsAddress } from './use-documents-address.ts';

it('reads text and names what is not', async () => {
  const files = [
    new File(['Grüße'], 'a.md'),
    new File([new Uint8Array([0xff, 0xfe, 0x41])], 'b.bin'),
    new File(['a\0b'], 'c.txt'),
    new File([' \n'], 'd.txt'),
    new File(['x'.repeat(maxDocumentChars + 1)], 'e.txt'),
  ];
  const read = await readFiles(files);
  expect(read.map(({ name, problem }) => [name, problem])).toEqual([
    ['a.md', undefined],
    ['b.bin', 'notText'],
    ['c.txt', 'notText'],
    ['d.txt', 'empty'],
    ['e.txt', 'tooLarge'],
  ]);
  expect(read[0]?.text).toBe('Grüße');
});

it('makes a title of a file name', () => {
  expect(titleOfFile('Notes.of.May.md')).toBe('Notes.of.May');
  expect(titleOfFile('.md')).toBe('.md');
});

it.each([
  ['/home/ada', 'notes', '/home/ada/notes'],
  ['/', 'etc', '/etc'],
  ['C:\\Users', 'ada', 'C:\\Users\\ada'],
])('joins %s and %s', (parent, name, expected) => {
  expect(joinFolder(parent, name)).toBe(expected);
});

it('finds what is shown again in the address', () => {
  const address = { collection: 'notes', open: 'id', dialog: 'add' } as const;
  expect(readDocumentsAddress(writeDocumentsAddress(address).split('?')[1] ?? '')).toEqual(address);
  expect(readDocumentsAddress('do=evil')).toEqual({ collection: undefined, open: undefined, dialog: undefined });
});
