// Whether a series of measurements rises, whatever single ones do.

import { median } from "../bench/figures.ts";

/** A measurement, and after how many calls it was taken. */
export interface Point {
  calls: number;
  value: number;
}

/**
 * How much a series rises from its first point to its last, by the median of the slopes between all
 * pairs of points (Theil and Sen): an outlier does not turn it.
 */
export function rise(points: Point[]): number {
  const slopes = points.flatMap((a, n) =>
    points.slice(n + 1).map((b) => (b.value - a.value) / (b.calls - a.calls)),
  );
  const [first, last] = [points.at(0), points.at(-1)];
  if (slopes.length === 0 || !first || !last) return 0;
  return median(slopes) * (last.calls - first.calls);
}

const LEVELS = "▁▂▃▄▅▆▇█";

/** A series in a line of characters, from its least to its greatest value. */
export function sparkline(values: number[]): string {
  const least = Math.min(...values);
  const span = Math.max(...values) - least || 1;
  const level = (value: number) => Math.round(((value - least) / span) * (LEVELS.length - 1));
  return values.map((value) => LEVELS[level(value)]).join("");
}
