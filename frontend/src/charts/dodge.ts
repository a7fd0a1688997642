/** Keeps labels at the ends of lines apart. */

/** Vertical places in the order given, moved as little as needed so that none is closer than `gap` px to the next. */
export function dodge(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let previous = low - gap;
  for (const item of order) {
    item.place = Math.max(item.place, previous + gap);
    previous = item.place;
  }
  let next = high + gap;
  for (const item of order.toReversed()) {
    item.place = Math.min(item.place, next - gap);
    next = item.place;
  }
  const moved = new Array<number>(places.length);
  for (const item of order) moved[item.index] = item.place;
  return moved;
}
