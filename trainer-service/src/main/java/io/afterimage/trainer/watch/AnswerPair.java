package io.afterimage.trainer.watch;

/**
 * What two versions say of one image.
 *
 * @param now the label by the version under watch
 * @param before the label by its predecessor
 */
public record AnswerPair(String now, String before) {}
