package io.afterimage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NearestNamesTest {

  private static final List<String> NAMES =
      List.of("frozenEpochs", "fineTuneEpochs", "batchSize", "seed");

  @Test
  void shouldFindANameWithFewLettersChangedWhateverItsCaseAndPunctuation() {
    assertThat(NearestNames.of("frozenEpoch", NAMES)).containsExactly("frozenEpochs");
    assertThat(NearestNames.of("batch-size", NAMES)).containsExactly("batchSize");
    assertThat(NearestNames.of("sed", NAMES)).containsExactly("seed");
  }

  @Test
  void shouldFindEveryNameThatHasTheGivenOneAsAPart() {
    assertThat(NearestNames.question("epochs", NAMES))
        .isEqualTo("; did you mean fineTuneEpochs or frozenEpochs?");
  }

  @Test
  void shouldFindNothingWhereNothingIsNear() {
    assertThat(NearestNames.question("colour", NAMES)).isEmpty();
    assertThat(NearestNames.of("", NAMES)).isEmpty();
  }

  @Test
  void shouldNameTheOptionThatAMisspeltOneWasMeantToBe() {
    Settings settings = new Settings(Map.of("batch.linger", "5ms", "colour", "red"));
    settings.text("batch.linger.max", "10ms");
    settings.text("batch.size", "32");

    assertThatThrownBy(settings::finish)
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(
            "batch.linger = '5ms': unknown option; did you mean batch.linger.max?")
        .hasMessageContaining("colour = 'red': unknown option")
        .hasMessageNotContaining("name; did you mean batch.size");
  }
}
