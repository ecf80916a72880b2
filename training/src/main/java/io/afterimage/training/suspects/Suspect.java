package io.afterimage.training.suspects;

/**
 * An example whose label looks wrong.
 *
 * @param row its place among the examples
 * @param given the class that its label says
 * @param likely the class that a head which has not learned it holds for the most probable
 * @param score by how much more probable that is than the given one, above 0 and up to 1
 */
public record Suspect(int row, int given, int likely, double score) {}
