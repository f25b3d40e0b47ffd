import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { type GantryEvent, type Health, isTaskOver, type Output, type Part, type Task } from '#contract';
import { addSample } from './figure-cache.ts';

type DocumentPages = InfiniteData<Output<'documents.list'>>;

/** Longest list of tasks kept, as in `tasks.list`. */
export const maxTasks = 200;
/** With more pages loaded the list is not read again by itself: it would move under the reader. */
const maxPagesReadAgain = 4;

export function withPart(health: Health, part: Part): Health {
  const isKnown = health.parts.some(({ name }) => name === part.name);
  return { ...health, parts: isKnown ? health.parts.map((old) => (old.name === part.name ? part : old)) : [...health.parts, part] };
}

/** Tasks stay newest first. */
export function withTask(tasks: Task[], task: Task): Task[] {
  const isKnown = tasks.some(({ id }) => id === task.id);
  return isKnown ? tasks.map((old) => (old.id === task.id ? task : old)) : [task, ...tasks].slice(0, maxTasks);
}

/** What an event says, written into what is held; `readAgain` is asked for what the event only points at. */
export function applyEvent(queryClient: QueryClient, event: GantryEvent, readAgain: (key: readonly string[]) => void): void {
  switch (event.event) {
    case 'part.changed':
      queryClient.setQueryData<Health>(['health'], (health) => health && withPart(health, event.data));
      break;
    case 'host.draining':
      queryClient.setQueryData<Health>(['health'], (health) => health && { ...health, draining: true, ready: false });
      break;
    case 'task.changed':
      queryClient.setQueryData<Output<'tasks.list'>>(['tasks'], (list) => list && { tasks: withTask(list.tasks, event.data) });
      if (isTaskOver(event.data.state)) {
        readAgain(['collections']);
        readAgain(['documents']);
      }
      break;
    case 'figures.sampled':
      addSample(queryClient, event.data);
      break;
    case 'document.changed':
      queryClient.removeQueries({ queryKey: ['document', event.data.id], type: 'inactive' });
      if (event.data.change !== 'created') readAgain(['document', event.data.id]);
      readAgain(['collections']);
      readAgain(['documents']);
  }
}

/** Reads lists again, but not one the person has scrolled far into: that is only marked as changed. */
export function readListsAgain(queryClient: QueryClient): Promise<void> {
  return queryClient.invalidateQueries({
    queryKey: ['documents'],
    refetchType: 'active',
    predicate: ({ state }) => ((state.data as DocumentPages | undefined)?.pages.length ?? 0) <= maxPagesReadAgain,
  });
}
