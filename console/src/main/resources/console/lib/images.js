// Where images are: their files, which the console encodes anew, and their pages.

/**
 * The address of an image's file.
 *
 * @param picture `{ topic, partition, offset }`
 * @param sha256 of the image that is meant; then it is kept for ever
 * @param size `thumb` (at most 256 pixels a side) or `full` (at most 1600)
 */
export function imageSource(picture, sha256, size = 'thumb') {
  const path = `/api/images/${encodeURIComponent(picture.topic)}/${picture.partition}/${picture.offset}/${size}`;
  return sha256 ? `${path}?sha256=${sha256}` : path;
}

/** Names that survive in a path; servers refuse others, however they are written. */
const PLAIN = /^[\w~@=+,:!()-][\w.~@=+,:!()-]*(?:\/[\w~@=+,:!()-][\w.~@=+,:!()-]*)*$/;

/** The address of an image's page, by the image's id, which may hold anything, halves of pairs too. */
export function imagePage(id) {
  return PLAIN.test(id) ? `/images/${id}` : `/images/-?${new URLSearchParams({ id })}`;
}
