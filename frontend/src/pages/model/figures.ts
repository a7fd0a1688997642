/** Reading the back-test's answer: which model is ours, which spans there are, how each figure is written. Pure functions. */
import type { Accuracy, CalibrationRow, Figure } from "../../api/types";
import { decimal, percent } from "../../format/number";
import { messages } from "../../messages";

export const BASELINES = ["grid frequencies", "championship order", "elo", "uniform"] as const;

export type FigureName = keyof typeof messages.model.figures;
export const FIGURES = Object.keys(messages.model.figures) as FigureName[];

const SHARES: ReadonlySet<FigureName> = new Set(["top_1", "top_3", "podium_precision", "coverage_80"]);
const HIGHER: ReadonlySet<FigureName> = new Set(["top_1", "top_3", "podium_precision", "spearman"]);
const DECIMALS: Partial<Record<FigureName, number>> = { log_loss: 3, position_error: 2, spearman: 3 };
const FINE = 4;

/** A figure as it is read: shares as percent, losses with as many decimals as they are worth. */
export function figureText(name: FigureName, value: number): string {
  return (SHARES.has(name) ? percent(value, 1) : decimal(value, DECIMALS[name] ?? FINE)) ?? "";
}

/** Whether `value` reaches `target`, or beats another model's value. */
export function isAtLeastAsGood(name: FigureName, value: number, target: number): boolean {
  return HIGHER.has(name) ? value >= target : value <= target;
}

/** The model whose forecasts are on the screens; null where nothing was scored. */
export function championOf(answer: Accuracy): string | null {
  return answer.marks[0]?.model ?? answer.misses[0]?.model ?? answer.calibration[0]?.model ?? null;
}

const isSpan = (seasons: string) => seasons.includes("-");
const unique = (values: readonly string[]) => [...new Set(values)].sort();

/** The span all figures with a target are counted over; null where there is none. */
export function wholeSpan(figures: readonly Figure[]): string | null {
  return unique(figures.map((figure) => figure.seasons)).find(isSpan) ?? null;
}

/** The single seasons, oldest first. */
export function seasonsOf(figures: readonly Figure[]): string[] {
  return unique(figures.map((figure) => figure.seasons)).filter((seasons) => !isSpan(seasons));
}

export function find(figures: readonly Figure[], model: string, seasons: string, figure: string): Figure | null {
  return figures.find((row) => row.model === model && row.seasons === seasons && row.figure === figure) ?? null;
}

/** In how many seasons ours was at least as good as every baseline that has a value. */
export function seasonsBest(figures: readonly Figure[], ours: string, name: FigureName): number {
  return seasonsOf(figures).filter((season) => {
    const own = find(figures, ours, season, name);
    const others = BASELINES.flatMap((model) => find(figures, model, season, name) ?? []);
    return own !== null && others.length > 0 && others.every((other) => isAtLeastAsGood(name, own.value, other.value));
  }).length;
}

/** The share of forecasts in bins whose interval holds what was said. */
export function shareInside(bins: readonly CalibrationRow[]): number | null {
  const all = bins.reduce((sum, bin) => sum + bin.n, 0);
  if (all === 0) return null;
  const inside = bins.filter((bin) => bin.observed_low <= bin.mean_predicted && bin.mean_predicted <= bin.observed_high);
  return inside.reduce((sum, bin) => sum + bin.n, 0) / all;
}
