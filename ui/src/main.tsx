/** Entry: choose the host, apply the looks, draw. */
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { newQueryClient } from "./host/context";
import { pickHost } from "./host/pick";
import { applyPrefs } from "./theme/prefs";

applyPrefs();
const root = document.getElementById("root");
if (root !== null) {
  const host = await pickHost();
  createRoot(root).render(<App host={host} client={newQueryClient()} />);
}
