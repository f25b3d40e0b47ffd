/** Mistakes that a schema found, in words: field and rule, never the value. */
export { describeIssue, fieldAndRule } from './describe-issue.ts';
