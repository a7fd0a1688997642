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
  const words = driver.name.trim().split(/\s+/);
  const particle = words.findIndex((word, index) => index > 0 && /^(de|di|da|van|von|del|della|der)$/i.test(word));
  return particle > 0 ? words.slice(particle).join(" ") : (words.at(-1) ?? driver.name);
}
