package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.training.dataset.DecodedPicture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassWeightingTest {

  private static List<DecodedPicture> pictures(int... counts) {
    List<DecodedPicture> pictures = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      for (int i = 0; i < counts[label]; i++) {
        pictures.add(new DecodedPicture(label + "/" + i, label, new byte[0]));
      }
    }
    return pictures;
  }

  @Test
  void shouldLetEveryClassCountTheSame() {
    ClassWeights weights = ClassWeighting.BALANCED.weights(pictures(8, 2, 0), 3);

    assertThat(8 * weights.of(0)).isCloseTo(2 * weights.of(1), within(1e-12));
    assertThat(weights.of(0)).isCloseTo(10 / (3 * 8.0), within(1e-12));
  }

  @Test
  void shouldLetEveryPictureCountTheSameWhenOff() {
    assertThat(ClassWeighting.OFF.weights(pictures(8, 2), 2)).isEqualTo(ClassWeights.NONE);
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
