package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.training.dataset.DecodedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassWeightingTest {

  private static List<DecodedImage> images(int... counts) {
    List<DecodedImage> images = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      for (int i = 0; i < counts[label]; i++) {
        images.add(new DecodedImage(label + "/" + i, label, new byte[0]));
      }
    }
    return images;
  }

  @Test
  void shouldLetEveryClassCountTheSame() {
    ClassWeights weights = ClassWeighting.BALANCED.weights(images(8, 2, 0), 3);

    assertThat(8 * weights.of(0)).isCloseTo(2 * weights.of(1), within(1e-12));
    assertThat(weights.of(0)).isCloseTo(10 / (3 * 8.0), within(1e-12));
  }

  @Test
  void shouldLetEveryImageCountTheSameWhenOff() {
    assertThat(ClassWeighting.OFF.weights(images(8, 2), 2)).isEqualTo(ClassWeights.NONE);
    assertThat(ClassWeights.NONE.of(1)).isEqualTo(1);
  }

  @Test
  void shouldNameWhatIsAllowed() {
    assertThat(ClassWeighting.parse("balanced")).isEqualTo(ClassWeighting.BALANCED);
    assertThatThrownBy(() -> ClassWeighting.parse("some"))
        .hasMessage("class weights is some, allowed is off or balanced");
    assertThatThrownBy(() -> Monitor.parse("f1"))
        .hasMessage("monitor is f1, allowed is accuracy or loss");
  }
}
