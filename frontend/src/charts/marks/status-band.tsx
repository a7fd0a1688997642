/** Safety car, virtual safety car and red flag over an axis: hatched, and named at the top. */
import { messages } from "../../messages";
import type { Frame, Scale } from "../frame";

export type Band = { key: string; kind: "SC" | "VSC" | "RED"; from: number; to: number; estimated: boolean };

const COLOUR = { SC: "var(--sc)", VSC: "var(--sc)", RED: "var(--red)" };
const ROOM_PX = { SC: 18, VSC: 26, RED: 28 };
export const BAND_PX = 16;

type Props = { frame: Frame; x: Scale; bands: readonly Band[]; id: string };

export function StatusBand({ frame, x, bands, id }: Props) {
  return (
    <g>
      {(["SC", "VSC", "RED"] as const).map((kind) => (
        <pattern key={kind} id={`${id}-${kind}`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={kind === "VSC" ? "rotate(-45)" : "rotate(45)"}>
          <rect width="1.4" height="6" style={{ fill: COLOUR[kind] }} />
        </pattern>
      ))}
      {bands.map((band) => {
        const [left, right] = [Math.max(frame.left, x(band.from)), Math.min(frame.right, x(band.to))];
        if (!(right > left)) return null;
        return (
          <g key={band.key}>
            <title>{messages.charts.neutralised[band.kind] + (band.estimated ? ` (${messages.charts.estimated})` : "")}</title>
            <rect x={left} y={frame.top} width={right - left} height={frame.bottom - frame.top} fill={`url(#${id}-${band.kind})`} opacity="0.3" />
            <rect x={left} y={frame.top - BAND_PX} width={right - left} height="3" style={{ fill: COLOUR[band.kind] }} />
            {right - left >= ROOM_PX[band.kind] && (
              <text x={(left + right) / 2} y={frame.top - 3} fontSize="10.5" fontWeight="700" textAnchor="middle" style={{ fill: "var(--text)" }}>{band.kind}</text>
            )}
          </g>
        );
      })}
    </g>
  );
}
