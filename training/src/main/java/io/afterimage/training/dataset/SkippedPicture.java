package io.afterimage.training.dataset;

/**
 * A file that could not be used.
 *
 * @param id as {@link LabelledPicture#id()}
 * @param reason what is wrong with it, for people
 */
public record SkippedPicture(String id, String reason) {}
