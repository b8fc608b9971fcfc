// What was measured, and what is to be reached.

/** A figure: what it is called, what is to be reached, and what was measured. */
export interface Figure {
  name: string;
  unit: "ms" | "KB" | "MB" | "ms a minute" | "a second";
  value: number;
  /** No more than this. */
  target?: number;
  /** What the median was taken of. */
  samples?: number[];
}

/** All that was measured. */
export const figures: Figure[] = [];

/** Notes and prints a figure: the median, where there are several measurements. */
export function add(
  name: string,
  unit: Figure["unit"],
  measured: number | number[],
  target?: number,
): void {
  const samples = typeof measured === "number" ? undefined : measured;
  const value = typeof measured === "number" ? measured : median(measured);
  const figure: Figure = { name, unit, value: Math.round(value * 10) / 10 };
  if (target !== undefined) figure.target = target;
  if (samples) figure.samples = samples.map((it) => Math.round(it * 10) / 10);
  figures.push(figure);
  console.log(row(figure));
}

function row({ name, unit, value, target }: Figure): string {
  const aim = target === undefined ? "" : `≤ ${target}`;
  const verdict = target === undefined ? "" : value <= target ? "✓" : "✗";
  const number = value.toLocaleString("en", { maximumFractionDigits: 1 });
  return `${verdict.padEnd(2)}${name.padEnd(52)}${number.padStart(10)} ${unit.padEnd(12)}${aim}`;
}

/** The one in the middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
