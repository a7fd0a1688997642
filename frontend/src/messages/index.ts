/** The message catalogue the screens read. A further language adds a folder of the same shape. */
import { charts } from "./en/charts";
import { errors, states } from "./en/states";
import { home, season } from "./en/calendar";
import { forecast } from "./en/forecast";
import { lab } from "./en/lab";
import { model } from "./en/model";
import { preview } from "./en/preview";
import { race } from "./en/race";
import { common, sessions } from "./en/common";
import { status } from "./en/status";
import { strategy } from "./en/strategy";
import { titles } from "./en/titles";

export const messages = { common, sessions, home, season, race, charts, status, strategy, lab, preview, forecast, titles, model, errors, states };
