import { type Command, Option } from 'commander';
import { isTaskOver, type Task, type TaskState, taskStateSchema } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { connect } from '../connect.ts';
import { describeProgress } from '../describe-progress.ts';
import type { Io } from '../io.ts';
import { printJson, printLine, printTable } from '../output.ts';
import { printTask } from '../print-task.ts';
import { formatShortTime } from '../quantities.ts';
import { paintState } from '../style.ts';
import { findTaskId, shortIds } from '../task-id.ts';
import { watchTask } from '../watch-task.ts';

const idHelp = 'its id, or the beginning of it';

/** `gantry tasks`: long work; list, show, cancel, resume. */
export function createTasksCommand(io: Io): Command {
  const tasks = createCommand(io, 'tasks', 'List long work, show, cancel or resume it');
  tasks.addCommand(createList(io), { isDefault: true });
  tasks.addCommand(createShow(io));
  tasks.addCommand(createChange(io, 'cancel', 'Cancel a task; what it stored stays'));
  tasks.addCommand(createChange(io, 'resume', 'Go on with a task that was cancelled, failed or interrupted'));
  return tasks;
}

interface ListOptions extends CommonOptions {
  state?: TaskState;
  limit: number;
}

function createList(io: Io): Command {
  return createCommand(io, 'list', 'List tasks, newest first')
    .addOption(new Option('--state <state>', 'only these').choices(taskStateSchema.options))
    .option('--limit <count>', 'most of them, 1 to 200', wholeNumber(1, 200), 50)
    .action(async (_: unknown, command: Command) => {
      const { json, state, limit } = command.optsWithGlobals<ListOptions>();
      const { client } = await connect(io);
      const found = await client.call('tasks.list', { limit, ...(state === undefined ? {} : { state }) });
      if (json) return printJson(io, found);
      if (found.tasks.length === 0) return printLine(io, 'There are no tasks.');
      const shortId = shortIds(found.tasks.map(({ id }) => id));
      printTable<Task>(io, {
        columns: [
          { title: 'State', value: (task) => task.state, style: (cell, task) => paintState(io.stdout, task.state, cell) },
          { title: 'Task', value: ({ title }) => title, canShrink: true },
          { title: 'Progress', value: describeListed, canShrink: true },
          { title: 'Created', value: (task) => formatShortTime(task.created_at) },
          { title: 'Id', value: ({ id }) => shortId(id) },
        ],
        rows: found.tasks,
      });
    });
}

/** Of a task that is over, what it came to; of another, how far it is and how fast. */
function describeListed(task: Task): string {
  if (!isTaskOver(task.state)) return describeProgress(task);
  const { done, total, unit } = task.progress;
  const isWhole = total === null || done >= total;
  return describeProgress({ ...task, progress: { done, total: isWhole ? null : total, unit, per_second: null, eta_seconds: null } });
}

function createShow(io: Io): Command {
  return createCommand(io, 'show', 'Show one task')
    .argument('<id>', idHelp)
    .option('--follow', 'until it is over')
    .action(async (id: string, _: unknown, command: Command) => {
      const { json = false, follow } = command.optsWithGlobals<CommonOptions & { follow?: true }>();
      const { client } = await connect(io);
      const task = await client.call('tasks.read', { id: await findTaskId(client, id) });
      if (follow && !isTaskOver(task.state)) return watchTask(io, { client, task, json });
      if (json) printJson(io, task);
      else printTask(io, task);
    });
}

function createChange(io: Io, name: 'cancel' | 'resume', description: string): Command {
  return createCommand(io, name, description)
    .argument('<id>', idHelp)
    .action(async (id: string, _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>();
      const { client } = await connect(io);
      const task = await client.call(`tasks.${name}`, { id: await findTaskId(client, id) });
      if (json) printJson(io, task);
      else printTask(io, task);
    });
}
