import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

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
