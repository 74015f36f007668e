export { MatchPage } from "./MatchPage";
