/** The headers at the beginning of a FITS file, as lines (FITS standard 4.0, section 3.3.1). Pure. */

/** Characters of one card. */
const CARD = 80;

const FITS = /\.(fits|fit|fts)(\.fz)?$/i;

export function isFits(path: string): boolean {
  return FITS.test(path);
}

/** The cards of the first header, without blanks at their ends, up to END or to where the bytes end. */
export function cardsOf(data: Uint8Array): string[] {
  const text = new TextDecoder("latin1").decode(data);
  const cards: string[] = [];
  for (let at = 0; at + CARD <= text.length; at += CARD) {
    const card = text.slice(at, at + CARD).trimEnd();
    if (card === "END") break;
    if (card !== "") cards.push(card);
  }
  return cards;
}
