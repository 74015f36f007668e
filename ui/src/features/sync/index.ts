export { SyncPage } from "./SyncPage";
