import { type RefObject, useRef } from 'react';
import classes from './code-editor.module.css';

interface CodeEditorProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** Lines, from 1, that have a mistake. */
  marked?: ReadonlySet<number>;
  isReadOnly?: boolean;
  /** Id of what describes the text, e.g. a list of its mistakes. */
  describedBy?: string;
  ref?: RefObject<HTMLTextAreaElement | null>;
}

const lineHeight = 20;

/** A text as one types it, with line numbers. Tab goes on to the next control, as everywhere. */
export function CodeEditor({ value, onChange, label, marked, isReadOnly = false, describedBy, ref }: CodeEditorProps) {
  const gutter = useRef<HTMLDivElement>(null);
  const count = value.split('\n').length;
  return (
    <div className={classes.editor}>
      <div ref={gutter} className={classes.gutter} aria-hidden="true" style={{ inlineSize: `${String(count).length + 3}ch` }}>
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <span key={index} data-marked={marked?.has(index + 1) || undefined}>
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={ref}
        className={classes.text}
        dir="ltr"
        aria-label={label}
        aria-invalid={(marked?.size ?? 0) > 0}
        aria-describedby={describedBy}
        readOnly={isReadOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        onScroll={({ currentTarget }) => {
          if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** Puts the cursor at the beginning of a line, from 1, and brings it into sight. */
export function goToLine(element: HTMLTextAreaElement | null, line: number): void {
  if (element === null) return;
  const before = element.value
    .split('\n')
    .slice(0, line - 1)
    .join('\n');
  const at = line > 1 ? before.length + 1 : 0;
  const end = element.value.indexOf('\n', at);
  element.focus();
  element.setSelectionRange(at, end === -1 ? element.value.length : end);
  element.scrollTop = Math.max(0, (line - 1) * lineHeight - element.clientHeight / 3);
}
