/** Jump links to the sections this race has. */
import { messages } from "../../messages";
import { useRace } from "./race-context";
import styles from "./race.module.css";

const s = messages.race.sections;

export function SectionNavigation() {
  const race = useRace();
  const links: [string, string][] = [
    ["results", s.results], ["qualifying", s.qualifying], ["positions", s.positions], ["stints", s.stints], ["pit-stops", s.pitStops],
    ["laps", s.laps], ["weather", s.weather], ["control", s.control],
    ...(race.has_sprint ? ([["sprint", s.sprint]] as [string, string][]) : []),
    ["grid", s.grid], ["practice", s.practice],
  ];
  return (
    <nav className={styles.nav} aria-label={messages.race.navigation}>
      <ul>
        {links.map(([id, text]) => (
          <li key={id}><a href={`#${id}`}>{text}</a></li>
        ))}
      </ul>
    </nav>
  );
}
