import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type InitOptions = Parameters<NodeFS['init']>;
type Options = Awaited<ReturnType<NodeFS['init']>>['emscriptenOpts'];
type Module = Parameters<NonNullable<Options['preRun']>[number]>[0];

interface NodeStreams {
  stream_ops: { fsync?: (stream: { nfd: number }) => number };
  convertNodeCode(error: unknown): number;
}

/** A backend's `siglongjmp` after an ordinary error; PGlite handles it. */
const ordinaryErrorStatus = 100;

/**
 * The database as real files, with two things PGlite lacks: an fsync that reaches the disk (its own does nothing, so
 * a power cut could take acknowledged commits), and word of the backend's end (PGlite goes on calling it for ever).
 */
export class DurableNodeFs extends NodeFS {
  readonly #onEnd: (error: unknown) => never;

  /** `onEnd` must end the thread. */
  constructor(folder: string, onEnd: (error: unknown) => never) {
    super(folder);
    this.#onEnd = onEnd;
  }

  override async init(...[database, options]: InitOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(database, options);
    const prepare = (module: Module) => {
      addFsync(module);
      const initialised = module.onRuntimeInitialized;
      module.onRuntimeInitialized = () => {
        initialised();
        this.#watch(module);
      };
    };
    emscriptenOpts.preRun = [...(emscriptenOpts.preRun ?? []), prepare];
    return { emscriptenOpts };
  }

  #watch(module: Module): void {
    const loopOnce = module._PostgresMainLoopOnce;
    module._PostgresMainLoopOnce = () => {
      try {
        loopOnce();
      } catch (error) {
        if ((error as { status?: number }).status === ordinaryErrorStatus) throw error;
        this.#onEnd(error);
      }
    };
  }
}

function addFsync(module: Module): void {
  const streams = module.FS.filesystems.NODEFS as unknown as NodeStreams;
  streams.stream_ops.fsync = ({ nfd }) => {
    try {
      fsyncSync(nfd);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      throw new module.FS.ErrnoError(streams.convertNodeCode(error));
    }
    return 0;
  };
}
