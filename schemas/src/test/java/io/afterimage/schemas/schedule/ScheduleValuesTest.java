package io.afterimage.schemas.schedule;

import static io.afterimage.schemas.schedule.ScheduleOptions.DROPOUT;
import static io.afterimage.schemas.schedule.ScheduleOptions.FREEZE_EPOCHS;
import static io.afterimage.schemas.schedule.ScheduleOptions.PATIENCE;
import static io.afterimage.schemas.schedule.ScheduleOptions.SEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleValuesTest {

  @Test
  void shouldHoldTheLastValueGivenOrElseTheDefault() {
    ScheduleValues configured = ScheduleValues.none().with(PATIENCE, 3).with(SEED, 7L);
    ScheduleValues values = configured.overriddenBy(ScheduleValues.none().with(PATIENCE, 0));

    assertThat(values.get(PATIENCE)).isZero();
    assertThat(values.get(SEED)).isEqualTo(7);
    assertThat(values.get(FREEZE_EPOCHS)).isEqualTo(10);
    assertThat(values.find(FREEZE_EPOCHS)).isEmpty();
  }

  @Test
  void shouldWriteWhatMayBeOverriddenInTheOrderOfTheTable() {
    ScheduleValues values =
        ScheduleValues.none().with(SEED, 7L).with(DROPOUT, 0.5).with(FREEZE_EPOCHS, 3);

    assertThat(EventJson.write(values)).asString().isEqualTo("{\"frozenEpochs\":3,\"seed\":7}");
  }

  @Test
  void shouldTakeNullForAbsentAndPassOverUnknownFields() {
    String json = "{\"seed\":null,\"future\":{\"a\":[1]},\"patience\":2}";

    assertThat(EventJson.read(json.getBytes(StandardCharsets.UTF_8), ScheduleValues.class))
        .isEqualTo(ScheduleValues.none().with(PATIENCE, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"patience\":\"soon\"} | field patience: ",
        "{\"frozenEpochs\":{}} | field frozenEpochs: ",
        "{\"patients\":2} | field patients: unknown field; did you mean patience?",
        "3 | ScheduleValues"
      })
  void shouldNameTheFieldThatIsWrong(String json, String problem) {
    assertThatThrownBy(
            () ->
                EventJson.readExactly(json.getBytes(StandardCharsets.UTF_8), ScheduleValues.class))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining(problem);
  }
}
