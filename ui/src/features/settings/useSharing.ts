/** The direction of a list as one choice: "off" is the object's switch, the others are how it is shared while it is on. */
import type { ObjectSwitch, Side } from "../../ipc/generated";
import { useSettingsChange } from "./useSetting";

export type Way = "one_way" | "both" | "off";

/** Lists can go either way; documents cannot. */
export const isShared = (object: ObjectSwitch) => object.sharing !== null;

/** How it is shared, also while it is off. */
const shared = (object: ObjectSwitch): Exclude<Way, "off"> => object.sharing ?? "one_way";

export const wayOf = (object: ObjectSwitch): Way => (object.on ? shared(object) : "off");

export function useSharing(object: ObjectSwitch) {
  const change = useSettingsChange();
  const { kind } = object;
  return {
    way: wayOf(object),
    setWay: (way: Exclude<Way, "off">) =>
      change([
        ...(way === shared(object) ? [] : [{ name: `sharing.${kind}`, value: way, before: shared(object) }]),
        ...(object.on ? [] : [{ name: `object.${kind}`, value: true, before: false }]),
      ]),
    setMaster: (master: Side) => change([{ name: `master.${kind}`, value: master, before: object.master }]),
  };
}
