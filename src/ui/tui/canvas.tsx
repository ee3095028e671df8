import { Box, render, Text } from 'ink';
import type { ReactNode } from 'react';
import { cellsOf } from './cells.ts';
import type { ListRow, Part } from './fields/field.ts';
import { type Glyphs, glyphsFor } from './glyphs.ts';
import type { Picture } from './layout.ts';
import { readFrame, type Screen, withCursor, withLook } from './screen.ts';

/**
 * Pictures as cells, laid out by Ink. Everything heavy (Ink, React, Yoga) hangs on this one
 * file, so that the bundle can keep it as text until a screen is needed.
 */
export type Canvas = {
  /** Throws what a component threw: that is a bug. */
  draw(picture: Picture): Screen;
  close(): void;
};

/** A canvas to draw on, with signs in ASCII where `ascii`. It is to be closed when no screen is wanted any more. */
export function openCanvas(ascii: boolean): Canvas {
  let frame = '';
  let failed: unknown = null;
  const size = { columns: 79, rows: 24 };
  // Ink's debug mode writes each frame whole and nothing else. Columns and rows are never 0
  // here: on a terminal of 0x0 Ink would open /dev/tty anew for every frame and leak it.
  const stdout = {
    isTTY: false,
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
    write(text: string, done?: () => void) {
      frame = text;
      done?.();
      return true;
    },
    on() {},
    off() {},
  } as unknown as NodeJS.WriteStream;
  const instance = render(<Text> </Text>, {
    stdout,
    stdin: { isTTY: false } as NodeJS.ReadStream,
    debug: true,
    // CI in the environment must not blank the screen
    interactive: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  instance.waitUntilExit().catch((error) => {
    failed = error;
  });
  return {
    draw(picture) {
      size.columns = picture.columns;
      size.rows = picture.rows;
      instance.rerender(<Sheet picture={picture} glyphs={glyphsFor(ascii)} ascii={ascii} />);
      if (failed !== null) throw failed;
      return readFrame(frame, picture.rows, picture.columns);
    },
    close: () => instance.unmount(),
  };
}

type SheetProps = { readonly picture: Picture; readonly glyphs: Glyphs; readonly ascii: boolean };

function Sheet({ picture, glyphs, ascii }: SheetProps): ReactNode {
  const { rows, columns, header, title, text, parts, notice, objection, footer, airy } = picture;
  const shown = (lines: readonly string[]) => lines.map((line) => cellsOf(line, ascii));
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={shown([header])} />
      <Lines lines={[glyphs.rule.repeat(columns)]} />
      {airy && <Gap />}
      <Lines lines={shown(title).map((line) => withLook(line, 'strong'))} />
      {text.length > 0 && <Gap />}
      <Lines lines={shown(text)} />
      {parts.length > 0 && <Gap />}
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is nothing but its place
        <PartView key={index} part={part} glyphs={glyphs} ascii={ascii} />
      ))}
      {notice.length > 0 && <Gap />}
      <Lines lines={shown(notice)} />
      {objection.length > 0 && <Gap />}
      <Lines lines={shown(objection).map((line) => withLook(line, 'alarm'))} />
      <Box flexGrow={1} />
      <Lines lines={shown([footer])} />
    </Box>
  );
}

function PartView({ part, glyphs, ascii }: { part: Part; glyphs: Glyphs; ascii: boolean }): ReactNode {
  switch (part.kind) {
    case 'lines':
      return <Lines lines={part.lines.map((line) => cellsOf(line, ascii))} />;
    case 'list':
      return (
        <Box flexDirection="column" height={part.height} flexShrink={0}>
          <Lines lines={part.rows.map((row) => listRow(row, part.cursor, glyphs, ascii))} />
        </Box>
      );
    case 'input': {
      // what somebody typed came in UTF-8, so their terminal shows it
      const cells = `${cellsOf(part.text, false)} `;
      const { label, cursor, cut } = part;
      const left = cut.left ? glyphs.cutLeft : ' ';
      const line = `${cells.slice(0, cursor)}${withCursor(cells[cursor] ?? ' ')}${cells.slice(cursor + 1)}`;
      return (
        <Lines lines={[`${label ?? glyphs.marker}${left}${cut.right ? line.slice(0, -1) + glyphs.cutRight : line}`]} />
      );
    }
  }
}

function listRow(
  { label, marked, digit, refused, checked }: ListRow,
  cursor: boolean,
  glyphs: Glyphs,
  ascii: boolean,
): string {
  const mark = marked ? (cursor ? withCursor(glyphs.marker) : glyphs.marker) : ' ';
  const sign = refused ? glyphs.refused : digit;
  const box = checked === null ? '' : `${checked ? glyphs.checked : glyphs.unchecked} `;
  return `${mark} ${sign === '' ? '' : `${sign} `}${box}${cellsOf(label, ascii)}`;
}

/** Lines that are cut, never wrapped: they were made to fit. */
function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  if (lines.length === 0) return null;
  return (
    <Box flexShrink={0}>
      <Text wrap="truncate">{lines.map((line) => (line === '' ? ' ' : line)).join('\n')}</Text>
    </Box>
  );
}

function Gap(): ReactNode {
  return <Box height={1} flexShrink={0} />;
}
