package io.afterimage.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageGridTest {

  @ParameterizedTest
  @ValueSource(ints = {28, 32, 48})
  void shouldShowEveryPixelOfASmallImageInOneSize(int size) {
    BufferedImage image =
        ImageGrid.draw(
            List.of(new ImageGrid.Cell(stripes(size), List.of("stripes"), Color.BLACK)),
            new InputSpec(size, size, InputSpec.Resize.AREA_OR_LINEAR),
            1);

    Set<Integer> widths = new HashSet<>();
    int start = 0;
    for (int x = 1; x <= image.getWidth(); x++) {
      if (x == image.getWidth() || image.getRGB(x, 0) != image.getRGB(start, 0)) {
        widths.add(x - start);
        start = x;
      }
    }
    assertThat(widths).containsExactly(image.getWidth() / size);
    assertThat(image.getWidth()).isGreaterThan(100);
  }

  /** Black and white columns in turn. */
  private static byte[] stripes(int size) {
    byte[] rgb = new byte[size * size * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % size % 2 == 0 ? 0 : 255);
    }
    return rgb;
  }
}
