import type { Client } from '#client';
import { GantryError, type Service, type Task } from '#contract';
import { askYesOrNo, canAsk } from '../confirm.ts';
import { exitCodes } from '../exit-codes.ts';
import { followTask } from '../follow-task.ts';
import { hint } from '../hint.ts';
import type { Interruption, Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { describeDetached } from '../watch-task.ts';
import { printChange } from './print-change.ts';
import { createServiceBoard, type ServiceBoard } from './service-board.ts';

export interface WatchChangeOptions {
  client: Client;
  task: Task;
  /** The services it changes. */
  names: readonly string[];
  json: boolean;
  /** `--no-wait` was not given. */
  wait: boolean;
}

/**
 * Shows what the services are doing until the task is over, then how it ended. Ctrl-C asks whether to cancel it; a second
 * one, or one where nobody can be asked, ends the watching only. Exit 1 when it failed, 130 when a person ended it.
 */
export async function watchChange(io: Io, options: WatchChangeOptions): Promise<void> {
  const { client, task, names, json, wait } = options;
  if (!wait) return printStarted(io, task, json);
  const services = new Map<string, Service>();
  const board = json ? undefined : createServiceBoard({ stream: io.stderr, names });
  const take = (service: Service) => {
    services.set(service.name, service);
    board?.show(service);
  };
  const interrupts = createInterrupts(io, { client, id: task.id, board });
  const stopListening = io.onInterrupt(interrupts.interrupt);
  try {
    const over = await followTask({
      client,
      id: task.id,
      signal: interrupts.detached,
      onProgress: () => undefined,
      onEvent(event) {
        if (event.event === 'service.changed') take(event.data);
      },
      // Only for the eye: a host that cannot say it now will announce the next change.
      onOpen: () => void readServices(client).then((found) => found.forEach(take), ignore),
    });
    interrupts.end();
    board?.end();
    if (over === undefined) {
      io.stderr.write(describeDetached(io, task.id));
      io.setExitCode(exitCodes.interrupted);
      return;
    }
    const now = over.state === 'succeeded' ? [...services.values()] : await readServices(client).catch(() => [...services.values()]);
    const concerned = now.filter(({ name }) => names.includes(name));
    if (json) printJson(io, over);
    else printChange(io, over, concerned);
    const failed = interrupts.wasCancelled() ? exitCodes.interrupted : exitCodes.failed;
    io.setExitCode(over.state === 'succeeded' && over.failed === 0 ? exitCodes.ok : failed);
  } catch (error) {
    board?.end();
    io.stderr.write(`The task is not lost; when a host runs: ${hint(io, `tasks show --follow ${task.id}`)}\n`);
    throw error;
  } finally {
    interrupts.end();
    stopListening();
  }
}

interface Interrupts {
  interrupt(signal: Interruption): void;
  /** Aborts when the person leaves the task to itself. */
  readonly detached: AbortSignal;
  wasCancelled(): boolean;
  end(): void;
}

interface InterruptOptions {
  client: Client;
  id: string;
  board: ServiceBoard | undefined;
}

function createInterrupts(io: Io, { client, id, board }: InterruptOptions): Interrupts {
  const detach = new AbortController();
  const over = new AbortController();
  let isAsking = false;
  let isCancelled = false;

  async function ask(): Promise<void> {
    isAsking = true;
    board?.pause();
    const answer = await askYesOrNo(io, 'Cancel it? n goes on watching, Ctrl-C leaves it to go on alone', over.signal);
    isAsking = false;
    if (answer === 'interrupted') {
      io.stderr.write('\n');
      detach.abort();
      return;
    }
    if (answer === 'yes') await cancel();
    if (!over.signal.aborted) board?.resume();
  }

  async function cancel(): Promise<void> {
    try {
      await client.call('tasks.cancel', { id });
      isCancelled = true;
    } catch (error) {
      if (error instanceof GantryError) io.stderr.write(`It was not cancelled: ${error.message}\n`);
      else throw error;
    }
  }

  return {
    interrupt(signal) {
      // Who ends this process by SIGTERM does not wait for a question.
      if (signal === 'SIGTERM' || isAsking || board === undefined || !canAsk(io)) detach.abort();
      else void ask();
    },
    detached: detach.signal,
    wasCancelled: () => isCancelled,
    end: () => over.abort(),
  };
}

function printStarted(io: Io, task: Task, json: boolean): void {
  if (json) printJson(io, task);
  else printLine(io, `Started. Follow it: ${hint(io, `tasks show --follow ${task.id}`)}`);
}

async function readServices(client: Client): Promise<Service[]> {
  return (await client.call('stack.read', {})).services;
}

function ignore(): void {}
