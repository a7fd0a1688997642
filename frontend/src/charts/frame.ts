/** The measured area a chart draws in, and the types its parts share. */
import type { ScaleLinear } from "d3-scale";

export type Frame = { width: number; height: number; left: number; right: number; top: number; bottom: number };

export type Scale = ScaleLinear<number, number>;

export type Margins = { left: number; right: number; top: number; bottom: number };

/** Plot edges in px from the whole size and the margins. */
export function frameOf(width: number, height: number, margins: Margins): Frame {
  return { width, height, left: margins.left, right: Math.max(margins.left + 1, width - margins.right), top: margins.top, bottom: height - margins.bottom };
}

export const NARROW_PX = 560;
