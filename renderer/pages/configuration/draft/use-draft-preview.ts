import { useDebouncedValue } from '@mantine/hooks';
import type { ConfigDocumentName } from '#contract';
import { useConfigPreview } from '../../../api/use-config.ts';
import { editOf } from './draft.ts';
import { useDrafts } from './drafts.tsx';

/** How long typing rests before the host is asked, ms. */
const restMs = 400;

/** What the host says of the draft as it is being made: its mistakes, without dry runs. */
export function useDraftPreview(document: ConfigDocumentName) {
  const draft = useDrafts().of(document);
  const [rested] = useDebouncedValue(draft, restMs);
  const hasChange = rested !== undefined && (rested.kind === 'text' || Object.keys(rested.changes).length > 0);
  // Of an edit that is gone nothing is said, though the last answer is still held.
  const { data, error, refetch } = useConfigPreview(hasChange ? editOf(document, rested) : undefined, { isDryRun: false });
  return {
    preview: hasChange && draft !== undefined ? data : undefined,
    error: hasChange ? error : null,
    checkAgain: () => void refetch(),
  };
}
