package io.afterimage.training.dataset;

/**
 * A file that could not be used.
 *
 * @param id as {@link LabelledImage#id()}
 * @param reason what is wrong with it; human-readable
 */
public record SkippedImage(String id, String reason) {}
