/** The example's answers, one file per part of the program. */
import type { Handlers } from "../host/memory";
import { activityHandlers } from "./activity";
import { appHandlers } from "./app";
import { homeHandlers } from "./home";
import { importHandlers } from "./imports";
import { mailHandlers } from "./mail";
import { settingsHandlers } from "./settings";

export function demoHandlers(): Handlers {
  return {
    ...appHandlers(),
    ...homeHandlers(),
    ...importHandlers(),
    ...activityHandlers(),
    ...settingsHandlers(),
    ...mailHandlers(),
  };
}
