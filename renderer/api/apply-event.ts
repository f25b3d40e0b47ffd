import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import {
  type GantryEvent,
  type Health,
  isTaskOver,
  type Output,
  type Part,
  type Service,
  type Stack,
  type Task,
  type Usage,
} from '#contract';
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

export function withService(stack: Stack, service: Service): Stack {
  return { ...stack, services: stack.services.map((old) => (old.name === service.name ? service : old)) };
}

/** A service that was not measured in this round has no figure, not its old one. */
export function withUsage(stack: Stack, usage: Readonly<Record<string, Usage>>): Stack {
  return { ...stack, services: stack.services.map((service) => ({ ...service, usage: usage[service.name] ?? null })) };
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
        readAgain(['credentials']);
        readAgain(['collections']);
        readAgain(['documents']);
        // Where the documents are is a fact of the whole, and no part announces it.
        if (event.data.kind === 'switch-storage') readAgain(['health']);
      }
      break;
    case 'service.changed':
      queryClient.setQueryData<Stack>(['stack'], (stack) => stack && withService(stack, event.data));
      // Sentence, state and profiles of the whole are the host's to say.
      readAgain(['stack']);
      readAgain(['why']);
      // Whether an owner accepts its secret is known only while it runs.
      readAgain(['credentials']);
      readAgain(['service', event.data.name]);
      break;
    case 'service.acted':
      readAgain(['why', event.data.service]);
      break;
    case 'services.measured':
      queryClient.setQueryData<Stack>(['stack'], (stack) => stack && withUsage(stack, event.data.usage));
      readAgain(['stats']);
      break;
    case 'engine.changed':
      queryClient.setQueryData<Stack>(['stack'], (stack) => stack && { ...stack, engine: event.data });
      readAgain(['stack']);
      readAgain(['setup']);
      break;
    case 'figures.sampled':
      addSample(queryClient, event.data);
      break;
    case 'config.changed':
      readAgain(['config']);
      break;
    case 'credentials.changed':
      readAgain(['credentials']);
      readAgain(['setup']);
      break;
    case 'tokens.changed':
      readAgain(['tokens']);
      readAgain(['sessions']);
      break;
    case 'setup.changed':
      readAgain(['setup']);
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
