/** A driver or a team in a table: the team's stripe, the three letters, the name. */
import { createContext, useContext, type CSSProperties } from "react";

import type { ConstructorRef, DriverRef } from "../api/types";
import { driverCode, surname } from "../format/drivers";
import { teamColour } from "../theme/teams";
import styles from "./table.module.css";

/** Which drivers are drawn dashed: every driver of a team but its first. */
export type Seats = { season: number; second: ReadonlySet<string> };

export const SeatsContext = createContext<Seats>({ season: 0, second: new Set() });

/** The drivers to draw dashed, from rows that name driver and team; the same whatever the order of the rows. */
export function secondDrivers(rows: readonly { driver: DriverRef; constructor: ConstructorRef }[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const ordered = [...rows].sort((a, b) => a.driver.driver_id.localeCompare(b.driver.driver_id));
  for (const row of ordered) {
    if (!first.has(row.constructor.constructor_id)) first.set(row.constructor.constructor_id, row.driver.driver_id);
  }
  const firsts = new Set(first.values());
  return new Set(ordered.map((row) => row.driver.driver_id).filter((id) => !firsts.has(id)));
}

export function TeamStripe({ constructorId, dashed = false }: { constructorId: string | null | undefined; dashed?: boolean }) {
  const { season } = useContext(SeatsContext);
  return (
    <span
      className={styles.stripe}
      data-second={dashed}
      style={{ "--team": teamColour(constructorId, season) } as CSSProperties}
      aria-hidden="true"
    />
  );
}

type DriverLabelProps = { driver: DriverRef; constructorId: string | null | undefined; withName?: boolean; className?: string | undefined };

/** Stripe, code and, where there is room, the name. */
export function DriverLabel({ driver, constructorId, withName = false, className = "" }: DriverLabelProps) {
  const { second } = useContext(SeatsContext);
  const last = surname(driver);
  const first = driver.name.slice(0, Math.max(0, driver.name.length - last.length));
  return (
    <span className={`${styles.driver} ${className}`} title={driver.name}>
      <TeamStripe constructorId={constructorId} dashed={second.has(driver.driver_id)} />
      <span className={styles.code}>{driverCode(driver)}</span>
      {withName && (
        <span className={styles.name}>
          <span className={styles.first}>{first}</span>
          {last}
        </span>
      )}
    </span>
  );
}
