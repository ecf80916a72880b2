package io.afterimage.networks.backbone;

/**
 * What weights depend on beside the layers: the same table with other conventions computes
 * something else.
 *
 * @param preprocessing how images were shown
 * @param padding of the windows that slide over feature maps
 * @param epsilon that batch norm adds to the moving variance before the square root
 */
public record Conventions(Preprocessing preprocessing, Padding padding, double epsilon) {

  /** The same for images that are prepared in another way. */
  public Conventions with(Preprocessing other) {
    return new Conventions(other, padding, epsilon);
  }
}
