import { join } from 'node:path';

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
  let ahead = partsOf(path);
  let done = '/';
  for (let links = 0; ahead.length > 0; ) {
    const [part = '', ...rest] = ahead;
    const next = join(done, part);
    const target = part === '..' ? null : await readLink(next);
    if (target === null) {
      done = next;
      ahead = rest;
    } else {
      if (++links > tooMany) return null;
      done = '/';
      ahead = [...partsOf(target), ...rest];
    }
  }
  return done;
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
