/** Text with the letters that were searched for in <mark>; accents and case do not matter. */
import { Fragment } from "react";

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Pieces of `text`, each hit or not. Falls back to no hit where folding changes the length of a letter. */
export function pieces(text: string, find: string): { text: string; hit: boolean }[] {
  const letters = [...text.normalize("NFC")];
  const folded = letters.map(fold);
  const needle = fold(find.trim());
  if (needle === "" || folded.some((each) => [...each].length !== 1)) return [{ text, hit: false }];
  const at = folded.join("").indexOf(needle);
  if (at < 0) return [{ text, hit: false }];
  const start = [...folded.join("").slice(0, at)].length;
  const end = start + [...needle].length;
  return [
    { text: letters.slice(0, start).join(""), hit: false },
    { text: letters.slice(start, end).join(""), hit: true },
    { text: letters.slice(end).join(""), hit: false },
  ].filter((piece) => piece.text !== "");
}

export function Marked({ text, find }: { text: string; find: string }) {
  return (
    <>
      {pieces(text, find).map((piece, index) => (
        // eslint-disable-next-line react/no-array-index-key
        <Fragment key={index}>{piece.hit ? <mark>{piece.text}</mark> : piece.text}</Fragment>
      ))}
    </>
  );
}
