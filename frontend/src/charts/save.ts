/** Saving a chart: its table as CSV, its picture as SVG, or as PNG of 1200 by 675 px with title and source. */
import { messages } from "../messages";
import type { TableData } from "./chart-table";

const PNG_WIDTH = 1200;
const PNG_HEIGHT = 675;
const HEAD_PX = 44;
const FOOT_PX = 28;
const STYLE_PROPERTIES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight", "font-family", "text-anchor"];
const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** Rows as CSV (RFC 4180), with a header line. */
export function csvText(data: TableData): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [data.heads, ...data.rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

export function saveCsv(name: string, data: TableData): void {
  download(`${name}.csv`, new Blob([csvText(data)], { type: "text/csv;charset=utf-8" }));
}

function textElement(x: number, y: number, size: number, weight: number, colour: string, text: string): SVGTextElement {
  const element = document.createElementNS(SVG_NAMESPACE, "text");
  const attributes = { x, y, "font-size": size, "font-weight": weight, fill: colour, "font-family": "system-ui, sans-serif" };
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
}

/** A copy that needs no style sheet: computed styles written in, ground, title and source line added. */
function standalone(title: string, source: SVGSVGElement): SVGSVGElement {
  const copy = source.cloneNode(true) as SVGSVGElement;
  const originals = source.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, index) => {
    const original = originals[index];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    element.removeAttribute("style");
    for (const property of STYLE_PROPERTIES) element.setAttribute(property, style.getPropertyValue(property));
  });
  const { width, height } = source.viewBox.baseVal;
  const page = getComputedStyle(document.documentElement);
  const ground = getComputedStyle(source.closest("section") ?? document.body).backgroundColor;
  const full = height + HEAD_PX + FOOT_PX;
  copy.setAttribute("xmlns", SVG_NAMESPACE);
  copy.setAttribute("viewBox", `0 ${-HEAD_PX} ${width} ${full}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(full));
  const back = document.createElementNS(SVG_NAMESPACE, "rect");
  for (const [key, value] of Object.entries({ x: 0, y: -HEAD_PX, width, height: full, fill: ground })) back.setAttribute(key, String(value));
  copy.prepend(back);
  copy.append(textElement(12, -16, 17, 700, page.color, `${document.title.split(" · ")[0] ?? ""}: ${title}`));
  copy.append(textElement(12, height + 18, 12, 400, page.color, `${messages.charts.source} · ${location.pathname}`));
  return copy;
}

function svgBlob(title: string, source: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(standalone(title, source))], { type: "image/svg+xml;charset=utf-8" });
}

export function saveSvg(name: string, title: string, source: SVGSVGElement): void {
  download(`${name}.svg`, svgBlob(title, source));
}

/** Draw the picture centred on a 1200 by 675 canvas and save it. */
export async function savePng(name: string, title: string, source: SVGSVGElement): Promise<void> {
  const image = new Image();
  const url = URL.createObjectURL(svgBlob(title, source));
  image.src = url;
  await image.decode();
  URL.revokeObjectURL(url);
  const canvas = document.createElement("canvas");
  canvas.width = PNG_WIDTH;
  canvas.height = PNG_HEIGHT;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.fillStyle = getComputedStyle(source.closest("section") ?? document.body).backgroundColor;
  context.fillRect(0, 0, PNG_WIDTH, PNG_HEIGHT);
  const scale = Math.min(PNG_WIDTH / image.naturalWidth, PNG_HEIGHT / image.naturalHeight);
  const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
  context.drawImage(image, (PNG_WIDTH - width) / 2, (PNG_HEIGHT - height) / 2, width, height);
  canvas.toBlob((blob) => {
    if (blob !== null) download(`${name}.png`, blob);
  }, "image/png");
}
