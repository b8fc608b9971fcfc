/**
 * Whether Flex is part of another page, as of a CRM. The extension speaks to Flex only in a tab of
 * its own: docs/SECURITY.md says why.
 */
export function isInFrame(): boolean {
  return window.top !== window;
}
