// Documents that Chrome loads ahead of a person who may never come to see them.
// <https://developer.chrome.com/docs/web-platform/prerender-pages>

/** What of a document it takes: TypeScript's own types do not know of prerendering yet. */
export type Prerendered = EventTarget & { readonly prerendering?: boolean };

/**
 * Begins once the document is the tab's own: until then the worker takes it for a frame, and hears
 * nothing of it.
 */
export function onceActivated(document: Prerendered, begin: () => void, signal: AbortSignal): void {
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", begin, { once: true, signal });
  } else {
    begin();
  }
}
