import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const subjects = [
  'sourdough bread',
  'tax returns',
  'orbital mechanics',
  'houseplants',
  'chess openings',
  'bicycle repair',
  'volcanoes',
  'string quartets',
];
const aspects = ['history', 'common mistakes', 'tools', 'first steps', 'famous people', 'seasonal advice', 'costs', 'terminology'];

/** Text of one document about a subject, long enough for a few sentences and different for each number. */
export function makeText(number: number): { title: string; content: string } {
  const subject = subjects[number % subjects.length];
  const aspect = aspects[Math.floor(number / subjects.length) % aspects.length];
  const title = `Note ${number}: ${subject}`;
  const sentence = (i: number) =>
    `Paragraph ${i} of note ${number} looks at the ${aspect} of ${subject} and says what a beginner asks about it.`;
  return { title, content: `# ${title}\n\n${[1, 2, 3].map(sentence).join('\n\n')}\n` };
}

/** Writes `count` Markdown files into `folder`, in sub-folders of 100. */
export async function writeCollection(folder: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const sub = join(folder, String(Math.floor(number / 100)));
    await mkdir(sub, { recursive: true });
    await writeFile(join(sub, `note-${number}.md`), makeText(number).content);
  }
}
