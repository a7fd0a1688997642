/** Names as the tower writes them: three letters where a driver has them, else the surname. */
import type { DriverRef } from "../api/types";

/** `NOR`; drivers from before the codes get the first three letters of the surname. */
export function driverCode(driver: Pick<DriverRef, "code" | "name">): string {
  if (driver.code) return driver.code;
  const surname = driver.name.trim().split(/\s+/).at(-1) ?? driver.name;
  return surname.normalize("NFD").replace(/[^A-Za-z]/g, "").slice(0, 3).toUpperCase();
}

/** The surname, for places too narrow for the whole name. */
export function surname(driver: Pick<DriverRef, "name">): string {
  const all = driver.name.trim().split(/\s+/);
  const suffix = /^(jr\.?|sr\.?|ii|iii)$/i.test(all.at(-1) ?? "") ? all.slice(-1) : [];
  const words = all.slice(0, all.length - suffix.length);
  const particle = words.findIndex((word, index) => index > 0 && /^(de|di|da|van|von|del|della|der)$/i.test(word));
  return [...words.slice(particle > 0 ? particle : -1), ...suffix].join(" ");
}
