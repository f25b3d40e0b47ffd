import { GantryError, type OperationName, operations, type Routes } from '#contract';

/** Stand in for handlers that are being written. Removed before the work lands. */
export function pendingRoutes(known: Routes, own: readonly OperationName[]): Routes {
  const missing = (Object.keys(operations) as OperationName[]).filter((name) => known[name] === undefined && !own.includes(name));
  return Object.fromEntries(
    missing.map((name) => [
      name,
      async () => {
        throw new GantryError('not_ready', { message: `${name} is not served yet.` });
      },
    ]),
  ) as Routes;
}
