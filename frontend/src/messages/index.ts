/** The message catalogue the screens read. A further language adds a folder of the same shape. */
import { charts } from "./en/charts";
import { errors, states } from "./en/states";
import { home, season } from "./en/calendar";
import { race } from "./en/race";
import { common, sessions } from "./en/common";
import { status } from "./en/status";

export const messages = { common, sessions, home, season, race, charts, status, errors, states };
