/** As many links in a row as Linux follows (path_resolution(7)). */
const tooMany = 40;

/**
 * Where a path leads once every link on it is followed, the last part too.
 * sysfs is a net of links, so a recording keeps each file once, at the place
 * this gives, and each link beside it. A circle ends as `null`.
 */
export async function followLinks(
  readLink: (path: string) => string | null | Promise<string | null>,
  path: string,
): Promise<string | null> {
  // the last one is the next one
  const ahead = partsOf(path);
  let done = '';
  for (let links = 0; ahead.length > 0; ) {
    const part = ahead.pop() ?? '';
    if (part === '..') {
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const next = `${done}/${part}`;
    const found = readLink(next);
    // most are known at once: a recording is asked a thousand times
    const target = found instanceof Promise ? await found : found;
    if (target === null) done = next;
    else {
      if (++links > tooMany) return null;
      done = '';
      ahead.push(...partsOf(target));
    }
  }
  return done === '' ? '/' : done;
}

function partsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();
}
