import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { demuxReply, type StreamPart } from './demux.ts';
import type { LogRequest, RawLogLine } from './engine.ts';
import { callEngine } from './engine-errors.ts';

/** Lines of a container with the engine's time stamps, oldest first. */
export async function* readContainerLogs(docker: Docker, id: string, request: LogRequest): AsyncGenerator<RawLogLine> {
  const { since, until, tail, follow = false, signal } = request;
  const options = {
    stdout: true,
    stderr: true,
    timestamps: true,
    ...(since === undefined ? {} : { since: toUnixSeconds(since) as unknown as number }),
    ...(until === undefined ? {} : { until: toUnixSeconds(until) as unknown as number }),
    ...(tail === undefined ? {} : { tail }),
  };
  const container = docker.getContainer(id);
  // dockerode keeps a reply that is not followed in memory as a whole, so it is told to follow and the engine is not.
  const given = follow ? { ...options, follow } : { ...options, follow: true, _query: { ...options, follow: false } };
  const reply = (await callEngine('reading logs', () => container.logs(given as { follow: true }))) as unknown as Readable;
  const stop = () => reply.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) return;
    yield* toLines(demuxReply(reply));
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    reply.destroy();
  }
}

async function* toLines(parts: AsyncIterable<StreamPart>): AsyncGenerator<RawLogLine> {
  const rest = { stdout: '', stderr: '' };
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  for await (const { stream, bytes } of parts) {
    const text = rest[stream] + decoders[stream].decode(bytes, { stream: true });
    const lines = text.split('\n');
    rest[stream] = lines.pop() ?? '';
    for (const line of lines) yield toLine(stream, line);
  }
  for (const stream of ['stdout', 'stderr'] as const) if (rest[stream] !== '') yield toLine(stream, rest[stream]);
}

function toLine(stream: RawLogLine['stream'], line: string): RawLogLine {
  const space = line.indexOf(' ');
  return { stream, at: space < 0 ? line : line.slice(0, space), text: (space < 0 ? '' : line.slice(space + 1)).replace(/\r$/, '') };
}

/** RFC 3339 as seconds with nanoseconds, the form engines of all ages take; a number would lose digits. */
function toUnixSeconds(time: string): string {
  const fraction = /\.(\d{1,9})/.exec(time)?.[1] ?? '';
  return `${Math.floor(Date.parse(time) / 1000)}.${fraction.padEnd(9, '0')}`;
}
