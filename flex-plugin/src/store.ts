/** A value that tells when it has become another one. */
export interface Readable<T> {
  get(): T;
  /** Calls `listener` after each change; returns what ends that. */
  subscribe(listener: () => void): () => void;
}

/** A value that may be set. */
export class Store<T> implements Readable<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  /**
   * Calls the listeners at once, unless the value is the same (`Object.is`). What one of them throws
   * is thrown here, and those after it are not called.
   */
  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    this.listeners.forEach((listener) => listener());
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** What `compute` makes of other values; the same one again where it counts as equal. */
export function derive<T>(
  from: readonly Pick<Readable<unknown>, "subscribe">[],
  compute: () => T,
  isEqual: (one: T, other: T) => boolean = Object.is,
): Readable<T> {
  const store = new Store(compute());
  const update = () => {
    const value = compute();
    if (!isEqual(value, store.get())) store.set(value);
  };
  from.forEach((it) => it.subscribe(update));
  return store;
}
