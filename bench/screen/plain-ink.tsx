import { Box, render, Text, useApp, useInput } from 'ink';
import { type ReactNode, useState } from 'react';
import { items, question } from './items.ts';

/** The work of this bench as one would write it with Ink at first: its own renderer, its own keys. */
const shown = 10;

function App(): ReactNode {
  const { exit } = useApp();
  const [page, setPage] = useState(0);
  const [at, setAt] = useState(0);
  const [text, setText] = useState('');
  useInput((input, key) => {
    if (key.return) {
      if (page === 2) exit();
      else setPage(page + 1);
    } else if (page === 0 && key.downArrow) setAt(Math.min(items.length - 1, at + 1));
    else if (page === 0 && key.upArrow) setAt(Math.max(0, at - 1));
    else if (page === 1) setText(text + input);
  });
  const top = Math.max(0, at - shown + 1);
  return (
    <Box flexDirection="column" height={23}>
      <Text bold>naar - step {page + 1} of 3: Internet</Text>
      <Text>{'-'.repeat(79)}</Text>
      <Text> </Text>
      <Text bold>{[question, 'What is the name of the router?', 'Is that right?'][page]}</Text>
      <Text> </Text>
      <Text>naar knows the settings of these.</Text>
      <Text> </Text>
      {page === 0 &&
        items.slice(top, top + shown).map((item, index) => (
          <Text key={item} inverse={top + index === at}>
            {top + index === at ? '>' : ' '} {item}
          </Text>
        ))}
      {page === 1 && <Text>{`> ${text}`}</Text>}
      {page === 2 && <Text>{'> Yes\n  No'}</Text>}
      <Box flexGrow={1} />
      <Text>Enter: take Up/Down: move Ctrl-C: leave</Text>
    </Box>
  );
}

render(<App />);
