/** Laps on one compound: its colour and its own shape. */
import { symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolTriangle, symbolWye, type SymbolType } from "d3-shape";

import { compoundLook, type CompoundLook } from "../../theme/compounds";
import type { Compound } from "../../api/types";

const SHAPES: Record<CompoundLook["shape"], SymbolType> = {
  circle: symbolCircle, triangle: symbolTriangle, square: symbolSquare, diamond: symbolDiamond, cross: symbolCross, wye: symbolWye,
};

const AREA_PX2 = 40;

/** The outline of a compound's shape around the origin. */
export function compoundShape(compound: Compound | null, area = AREA_PX2): string {
  return symbol(SHAPES[compoundLook(compound).shape], area)() ?? "";
}

/** One mark per lap; only the drivers in focus are drawn this way, so their number stays small. */
export function CompoundDots({ points, compound, opacity }: { points: readonly { x: number; y: number }[]; compound: Compound | null; opacity: number }) {
  const shape = compoundShape(compound);
  return (
    <g opacity={opacity} fill={compoundLook(compound).fill} strokeWidth="0.8" style={{ stroke: "var(--compound-ring)" }}>
      {points.map((point, index) => (
        <path key={index} d={shape} transform={`translate(${point.x.toFixed(1)},${point.y.toFixed(1)})`} />
      ))}
    </g>
  );
}
