package io.afterimage.trainer.dataset;

/**
 * An example in memory at the model's input size.
 *
 * @param id as {@link LabelledPicture#id()}
 * @param label the index of its class
 * @param rgb height x width x 3 bytes, row by row, RGB; never changed
 */
public record DecodedPicture(String id, int label, byte[] rgb) {}
