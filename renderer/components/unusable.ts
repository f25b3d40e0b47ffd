/** Marks a button as not usable now, with its reason, without taking the focus from it as `disabled` would. Its handler must look too. */
export function unusable(isUnusable: boolean, reason?: string): Record<string, unknown> {
  if (!isUnusable) return {};
  return { 'aria-disabled': true, 'data-disabled': true, ...(reason === undefined ? {} : { title: reason }) };
}
