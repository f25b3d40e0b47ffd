import type { FixAction, LogLine, Probe, ServicePhase, State } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import type { ContainerInfo } from '../engine/index.ts';
import type { HealthySnapshot } from '../state/service-record.ts';

/** All that is known of a service that is not well; what the causes judge by. Nothing in it is guessed. */
export interface Evidence {
  readonly service: ComposeService;
  readonly compose: Compose;
  readonly state: State;
  readonly phase: ServicePhase;
  readonly reason: string;
  readonly container: ContainerInfo | undefined;
  readonly isImagePresent: boolean;
  /** Words of the last failure to make or start it; empty for none. */
  readonly failure: string;
  /** Newest first, by the engine and by Gantry. */
  readonly probes: readonly Probe[];
  /** Lines of this run of the container, or of its last one, oldest first. */
  readonly lines: readonly LogLine[];
  readonly changes: readonly { what: 'image' | 'config' | 'credentials' | 'limits'; detail: string }[];
  readonly healthy: HealthySnapshot | undefined;
  /** Dependencies that are not well. */
  readonly blockers: readonly { service: string; state: State; reason: string }[];
  /** Who holds the service's ports on this computer, where it is not the service itself. */
  readonly takenPorts: readonly {
    hostAddress: string;
    hostPort: number;
    containerPort: number;
    holder: string;
    proposedPort: number | null;
  }[];
  readonly freeDiskBytes: number | undefined;
  /** Median of earlier starts, ms. */
  readonly usualReadyMs: number | null;
  readonly restarts: number;
}

/** What one cause found. */
export interface CauseFinding {
  readonly message: string;
  /** Lines, codes and figures it is concluded from. */
  readonly evidence: readonly string[];
  readonly fix: string;
  readonly actions?: readonly FixAction[];
}

/** One known cause: a question to the evidence. */
export interface Cause {
  /** Stable name, lower-case words joined by `-`. */
  readonly cause: string;
  readonly title: string;
  find(evidence: Evidence): CauseFinding | undefined;
}

/** Lines that match, newest first, at most 3, as evidence. */
export function linesLike({ lines }: Pick<Evidence, 'lines'>, pattern: RegExp): string[] {
  return lines
    .filter(({ text }) => pattern.test(text))
    .slice(-3)
    .reverse()
    .map(({ text }) => text.trim().slice(0, 300));
}

/** An action that calls an operation, with the command that does the same. */
export function callAction(
  label: string,
  call: { operation: string; input: Record<string, unknown>; command: string; destroys?: string },
): FixAction {
  return {
    label,
    operation: call.operation,
    input: call.input,
    command: `npm run gantry -- ${call.command}`,
    destroys: call.destroys ?? null,
  };
}

/** Starting the service again, which most fixes end with. */
export function startAgain(name: string): FixAction {
  return callAction(`Start ${name} again`, { operation: 'stack.start-service', input: { name }, command: `start ${name}` });
}
