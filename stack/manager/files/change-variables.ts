/** How changed ports and limits are written down. @throws GantryError where they cannot be */
export type ChangeVariables = (
  changes: Readonly<Record<string, string | undefined>>,
  because: { readonly caller: string; readonly reason: string },
) => Promise<void>;
