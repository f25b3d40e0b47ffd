/** Long work: progress in real units, cancel, resume; records survive the host. */

export { followTask } from './follow-task.ts';
export { taskRoutes } from './routes.ts';
export type { TaskContext, TaskKind } from './task-kind.ts';
export { taskPart } from './task-part.ts';
export { createTasks, type Tasks } from './tasks.ts';
