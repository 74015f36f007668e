/** All English messages. One file per part of the program; ids carry the part's name. */
import { activity } from "./activity";
import { audit } from "./audit";
import { clients } from "./clients";
import { common } from "./common";
import { errors } from "./errors";
import { home } from "./home";
import { imports } from "./imports";
import { match } from "./match";
import { moving } from "./moving";
import { report } from "./report";
import { settings } from "./settings";
import { shell } from "./shell";
import { start } from "./start";
import { sync } from "./sync";

export const en = {
  ...common,
  ...shell,
  ...start,
  ...clients,
  ...home,
  ...activity,
  ...imports,
  ...settings,
  ...moving,
  ...audit,
  ...errors,
  ...match,
  ...sync,
  ...report,
} as const;

export type MessageId = keyof typeof en;
