import { useEffect, useState } from "react";

import type { Readable } from "./store";

/** The value, and a new rendering whenever it changes. */
export function useReadable<T>(readable: Readable<T>): T {
  const [value, setValue] = useState(() => readable.get());
  useEffect(() => {
    const update = () => setValue(() => readable.get());
    // It may have changed between rendering and now.
    update();
    return readable.subscribe(update);
  }, [readable]);
  return value;
}
