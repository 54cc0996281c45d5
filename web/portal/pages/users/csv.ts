/** A row of a file as it stands there, with the line on which it begins. */
export type CsvRow = { line: number; cells: readonly string[] };

/** Reads a file for the eye, as docs/csv.md says: what the server takes of it and why not, it says itself, by line. */
export function readCsv(text: string): { header: readonly string[]; rows: readonly CsvRow[] } {
  const separator = /^\uFEFF?sep=(.)(\r\n|\n|\r)/.exec(text);
  const start = separator?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0);
  const delimiter = separator?.[1] ?? delimiterOf(text.slice(start).split(/\r|\n/, 1)[0]!);
  const rows = records(text.slice(start), delimiter, separator ? 2 : 1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  return { header: rows[0]?.cells ?? [], rows: rows.slice(1) };
}

const delimiterOf = (header: string) => [',', ';', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0]!;

function records(text: string, delimiter: string, firstLine: number): CsvRow[] {
  const found: CsvRow[] = [];
  let [line, begun, cell, quoted] = [firstLine, firstLine, '', false];
  let cells: string[] = [];
  const endRow = () => {
    found.push({ line: begun, cells: [...cells, cell] });
    [cells, cell] = [[], ''];
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const breaks = char === '\n' || char === '\r';
    if (char === '\r' && text[i + 1] === '\n') continue;
    if (breaks) line++;
    if (char === '"') {
      if (quoted && text[i + 1] === '"') cell += text[++i];
      else quoted = !quoted;
    } else if (quoted) {
      cell += char;
    } else if (breaks) {
      endRow();
      begun = line;
    } else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else {
      cell += char;
    }
  }
  if (cell !== '' || cells.length > 0) endRow();
  return found;
}
