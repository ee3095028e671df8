import type { LivePicture } from '../../interview/questions/question.ts';

/**
 * Shows the pictures of a live source: at once where there is news, otherwise one a second,
 * so that a running clock does not fill the line. Ends when `show` says that nobody looks.
 */
export async function pacedPictures(
  pictures: AsyncIterable<LivePicture>,
  show: (picture: LivePicture) => boolean,
): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  let next = 0;
  const showNow = (picture: LivePicture) => {
    next = performance.now() + pause;
    return show(picture);
  };
  for await (const picture of pictures) {
    clearTimeout(late);
    const wait = next - performance.now();
    if (picture.news.length > 0 || picture.finished || picture.afresh || wait <= 0) {
      if (!showNow(picture)) return;
      continue;
    }
    late = setTimeout(() => showNow(picture), wait);
    late.unref();
  }
}

const pause = 1000;
