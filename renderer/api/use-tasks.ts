import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Output, Task } from '#contract';
import { useApi } from './api-context.tsx';
import { maxTasks, withTask } from './apply-event.ts';

/** Tasks, newest first; kept up to date by events. */
export function useTasks() {
  const { client } = useApi();
  return useQuery({ queryKey: ['tasks'], queryFn: ({ signal }) => client.call('tasks.list', { limit: maxTasks }, { signal }) });
}

/** Puts a task the host has just made into the list, unless an event was faster: then that knows more. */
export function useShowTask(): (task: Task) => void {
  const queryClient = useQueryClient();
  return (task) => {
    queryClient.setQueryData<Output<'tasks.list'>>(['tasks'], (list) =>
      list === undefined || list.tasks.some(({ id }) => id === task.id) ? list : { tasks: withTask(list.tasks, task) },
    );
  };
}

/** A call that begins a task; what changes is told by the events that follow. A value in it is kept nowhere afterwards. */
export function useBeginTask() {
  const showTask = useShowTask();
  return useMutation({ mutationFn: (begin: () => Promise<Task>) => begin(), onSuccess: showTask, gcTime: 0 });
}

/** The task changes by the event that follows, not by the click. */
export function useCancelTask() {
  const { client } = useApi();
  return useMutation({ mutationFn: (id: string) => client.call('tasks.cancel', { id }) });
}

export function useResumeTask() {
  const { client } = useApi();
  return useMutation({ mutationFn: (id: string) => client.call('tasks.resume', { id }) });
}
