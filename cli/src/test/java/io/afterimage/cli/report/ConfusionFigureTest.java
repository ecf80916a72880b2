package io.afterimage.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.color.ColorSpace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfusionFigureTest {

  /** What WCAG 2.2 asks of text; white on the shade of a half is at 2.5. */
  private static final double READABLE = 4.5;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25, 0.5, 0.55, 0.65, 0.7, 0.75, 0.8, 0.9, 1})
  void shouldKeepCountsReadableOnEveryShade(double share) {
    Color ground = ConfusionFigure.shade(share);

    assertThat(contrast(ConfusionFigure.ink(ground), ground)).isGreaterThan(READABLE);
  }

  private static double contrast(Color one, Color other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  /** Java's own way from sRGB to CIE XYZ, whose Y is the luminance. */
  private static double luminance(Color colour) {
    return colour.getColorComponents(ColorSpace.getInstance(ColorSpace.CS_CIEXYZ), null)[1];
  }
}
