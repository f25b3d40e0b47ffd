import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { demux } from './demux.ts';
import type { Engine, ExecResult } from './engine.ts';
import { callEngine } from './engine-errors.ts';

const defaultMostBytes = 1024 * 1024;
type ExecRequest = Parameters<Engine['exec']>[1];

/** Runs a command in a container as a list of arguments. What does not end in time is left to the container; its output so far is given. */
export async function execInContainer(docker: Docker, id: string, request: ExecRequest): Promise<ExecResult> {
  const { command, stdin, timeoutMs, mostBytes = defaultMostBytes, user, signal } = request;
  const startedAt = performance.now();
  const exec = await callEngine('preparing a command', () =>
    docker.getContainer(id).exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
      AttachStdin: stdin !== undefined,
      ...(user === undefined ? {} : { User: user }),
    }),
  );
  const stream = await callEngine('running a command', () => exec.start({ hijack: true, stdin: stdin !== undefined }));
  const out = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let bytes = 0;
  let isCut = false;
  let isLate = false;
  const stop = () => {
    isLate = true;
    (stream as Duplex).destroy();
  };
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (stdin !== undefined) (stream as Duplex).end(stdin);
    for await (const part of demux(stream as AsyncIterable<Buffer>)) {
      const room = mostBytes - bytes;
      if (part.bytes.length > room) isCut = true;
      if (room > 0) out[part.stream].push(Buffer.from(part.bytes.subarray(0, room)));
      bytes += part.bytes.length;
    }
  } catch (error) {
    if (!isLate) throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
  const exitCode = isLate ? undefined : await readExitCode(exec);
  return {
    exitCode,
    stdout: Buffer.concat(out.stdout).toString('utf8'),
    stderr: Buffer.concat(out.stderr).toString('utf8'),
    isCut,
    durationMs: performance.now() - startedAt,
  };
}

/** The end of the stream comes a moment before the engine has noted the exit code. */
async function readExitCode(exec: Docker.Exec): Promise<number | undefined> {
  for (let tries = 0; tries < 50; tries += 1) {
    const { Running, ExitCode } = await callEngine('reading an exit code', () => exec.inspect());
    if (!Running && ExitCode !== null) return ExitCode;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return undefined;
}
