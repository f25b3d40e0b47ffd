import type { Service, ServicePhase } from '#contract';
import { printable } from '../printable.ts';
import { formatSeconds } from '../quantities.ts';
import { paintState } from '../style.ts';
import { cutToWidth, textWidth } from '../text-width.ts';

export interface ServiceBoard {
  /** What a service is doing now; others than the named ones are passed over. */
  show(service: Service): void;
  /** Takes the lines away while something else is written. */
  pause(): void;
  resume(): void;
  /** Stops; the lines of a terminal stay as they were last. */
  end(): void;
}

export interface ServiceBoardOptions {
  stream: NodeJS.WriteStream;
  names: readonly string[];
  now?: () => number;
}

const redrawMs = 200;
/** Without a terminal, a service that stays in its phase says so this often. */
const sparseMs = 5000;
const settled: readonly ServicePhase[] = ['healthy', 'running', 'unhealthy', 'stopped', 'exited', 'absent', 'paused', 'unknown'];
const phaseCells = 12;
const secondsCells = 9;
const mostNameCells = 24;

/** What services are doing: a line each that is rewritten on a terminal, and a line at each change elsewhere. */
export function createServiceBoard({ stream, names, now = Date.now }: ServiceBoardOptions): ServiceBoard {
  const services = new Map<string, Service>();
  const spokenAt = new Map<string, number>();
  const startedMs = now();
  const longestName = Math.max(7, ...names.map(textWidth));
  // Without a terminal a program may be reading: nothing is cut.
  const nameCells = stream.isTTY ? Math.min(mostNameCells, longestName) : longestName;
  let drawn = 0;
  let isPaused = false;
  const timer = stream.isTTY ? setInterval(draw, redrawMs) : undefined;

  function clear(): void {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  }

  function draw(): void {
    if (isPaused || !stream.isTTY) return;
    clear();
    const rows = visible(Math.max(3, stream.rows - 2));
    for (const row of rows) stream.write(`${row}\n`);
    drawn = rows.length;
  }

  /** Where not all fit, those that still move. */
  function visible(most: number): string[] {
    const all = names.flatMap((name) => services.get(name) ?? []);
    const chosen = all.length <= most ? all : all.filter(({ phase }) => !settled.includes(phase)).slice(0, most - 1);
    const lines = chosen.map(describe);
    return chosen.length === all.length ? lines : [...lines, `and ${all.length - chosen.length} more`];
  }

  function describe(service: Service): string {
    const { name, phase, state, reason, since } = service;
    const seconds = settled.includes(phase) ? '' : formatSeconds(Math.max(0, now() - Date.parse(since)) / 1000);
    const head = `${pad(name, nameCells)}  `;
    const tail = `  ${seconds.padStart(secondsCells)}  ${reason === phase ? '' : reason}`;
    // One cell stays free: a full line would wrap and could not be rewritten.
    const room = Math.max(1, stream.columns - 1 - textWidth(head) - phaseCells);
    return `${head}${paintState(stream, state, phase.padEnd(phaseCells))}${cutToWidth(printable(tail), room).trimEnd()}`;
  }

  function speak(service: Service, before: Service | undefined): void {
    const { name, phase, reason } = service;
    const isNew = before?.phase !== phase;
    if (before === undefined && settled.includes(phase)) return;
    if (!isNew && (settled.includes(phase) || now() - (spokenAt.get(name) ?? 0) < sparseMs)) return;
    spokenAt.set(name, now());
    const elapsed = formatSeconds((now() - startedMs) / 1000).padStart(7);
    stream.write(
      `${elapsed}  ${pad(name, nameCells)}  ${phase.padEnd(phaseCells)}  ${reason === phase ? '' : printable(reason)}`.trimEnd(),
    );
    stream.write('\n');
  }

  return {
    show(service) {
      if (!names.includes(service.name)) return;
      const before = services.get(service.name);
      services.set(service.name, service);
      if (stream.isTTY) draw();
      else speak(service, before);
    },
    pause() {
      clear();
      isPaused = true;
    },
    resume() {
      isPaused = false;
      draw();
    },
    end() {
      isPaused = false;
      draw();
      clearInterval(timer);
    },
  };
}

function pad(text: string, cells: number): string {
  const cut = cutToWidth(printable(text), cells);
  return cut + ' '.repeat(Math.max(0, cells - textWidth(cut)));
}
