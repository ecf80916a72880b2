package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleConfigTest {

  private static final ScheduleValues BY_ADAM =
      ScheduleValues.none().with(ScheduleOptions.FREEZE_OPTIMIZER, "adam");

  /** Whose other choice is the default there. */
  private static final List<ScheduleOption<?>> OF_A_CONVERGED_HEAD =
      List.of(ScheduleOptions.KEEP_BEST, ScheduleOptions.DECAY, ScheduleOptions.AVERAGING);

  @Test
  void shouldKeepTheTutorialsFirstPhaseUnderItsName() {
    ScheduleConfig config = ScheduleConfig.of(BY_ADAM);

    assertThat(config.freeze())
        .contains(new FreezePhase(10, 32, new Adam(1e-4, 0.9, 0.999, 1e-7), 0.2));
    assertThat(config.selection()).isEqualTo(new Selection(Monitor.ACCURACY, 0, false));
    assertThat(config.augmentation()).isEqualTo(new Augmentation(true, 0.2));
  }

  @Test
  void shouldFitTheHeadByDefaultAndTakeNothingWorse() {
    ScheduleConfig config = ScheduleConfig.DEFAULT;

    assertThat(config.freeze().orElseThrow().method()).isEqualTo(HeadMethod.LBFGS);
    assertThat(config.freeze().orElseThrow().epochs()).isEqualTo(1);
    assertThat(config.selection()).isEqualTo(new Selection(Monitor.ACCURACY, 4, true));
  }

  @Test
  void shouldFineTuneInStepsFromAHeadAtItsOptimumUnlessEpochsAreGiven() {
    FineTunePhase usual = ScheduleConfig.DEFAULT.fineTune().orElseThrow();
    assertThat(usual.steps()).isEqualTo(600);
    assertThat(usual.decay()).isEqualTo(RateDecay.COSINE);
    assertThat(usual.averaged()).isTrue();
    assertThat(ScheduleConfig.DEFAULT.augmentation()).isEqualTo(Augmentation.AUTOMATIC);

    ScheduleValues epochs = ScheduleValues.none().with(ScheduleOptions.FINE_TUNE_EPOCHS, 8);
    assertThat(ScheduleConfig.of(epochs).fineTune().orElseThrow().steps()).isZero();
  }

  @Test
  void shouldFineTuneByAdamsHeadAsBefore() {
    FineTunePhase phase = ScheduleConfig.of(BY_ADAM).fineTune().orElseThrow();
    assertThat(phase.steps()).isZero();
    assertThat(phase.decay()).isEqualTo(RateDecay.NONE);
    assertThat(phase.averaged()).isFalse();
    assertThat(phase.toString())
        .isEqualTo(
            "FineTunePhase[epochs=11, fromLayer=100, batchSize=32,"
                + " optimizer=RmsProp[learningRate=1.0E-5, rho=0.9, epsilon=1.0E-7], dropout=0.2,"
                + " decay=NONE]");
    assertThat(ScheduleConfig.of(BY_ADAM).augmentation().toString())
        .isEqualTo("Augmentation[flip=true, rotation=0.2, shift=0.0]");
  }

  @ParameterizedTest
  @CsvSource({
    "auto, true, false, 0, 0",
    "none, false, false, 0, 0",
    "upright, false, false, 0.02, 0.05",
    "scene, false, true, 0.03, 0.05",
    "turned, false, true, 0.2, 0",
    "any, false, true, 0.5, 0.05",
  })
  void shouldFollowTheNamedAugmentation(
      String policy, boolean automatic, boolean flip, double rotation, double shift) {
    ScheduleValues values = ScheduleValues.none().with(ScheduleOptions.AUGMENTATION, policy);
    assertThat(ScheduleConfig.of(values).augmentation())
        .isEqualTo(new Augmentation(flip, rotation, shift, automatic));
  }

  @Test
  void shouldRefuseFiguresWhereTheyAreToBeChosen() {
    ScheduleValues values =
        ScheduleValues.none()
            .with(ScheduleOptions.AUGMENTATION, "auto")
            .with(ScheduleOptions.ROTATION, 0.02);
    assertThatThrownBy(() -> ScheduleConfig.of(values))
        .hasMessageStartingWith("augmentation is auto, which chooses flip, rotation and shift");
  }

  @Test
  void shouldLetGivenFiguresWinOverTheNamedAugmentation() {
    ScheduleValues values =
        ScheduleValues.none()
            .with(ScheduleOptions.AUGMENTATION, "scene")
            .with(ScheduleOptions.FLIP, false);
    assertThat(ScheduleConfig.of(values).augmentation())
        .isEqualTo(new Augmentation(false, 0.03, 0.05));
    assertThat(
            ScheduleConfig.of(ScheduleValues.none().with(ScheduleOptions.ROTATION, 0.1))
                .augmentation())
        .isEqualTo(new Augmentation(true, 0.1, 0));
  }

  @Test
  void shouldStayWithAdamWhereItsSettingsAreGiven() {
    ScheduleValues none = ScheduleValues.none();
    List<ScheduleValues> ofAdam =
        List.of(
            none.with(ScheduleOptions.FREEZE_EPOCHS, 10),
            none.with(ScheduleOptions.FREEZE_RATE, 1e-4),
            none.with(ScheduleOptions.DROPOUT, 0.2));
    for (ScheduleValues values : ofAdam) {
      assertThat(ScheduleConfig.of(values)).isEqualTo(ScheduleConfig.of(BY_ADAM));
      assertThat(
              ScheduleConfig.of(values.with(ScheduleOptions.FREEZE_OPTIMIZER, "lbfgs"))
                  .freeze()
                  .orElseThrow()
                  .method())
          .isEqualTo(HeadMethod.LBFGS);
    }
  }

  @Test
  void shouldLeaveOutAFirstPhaseWithoutEpochsAndItsDefaults() {
    ScheduleConfig config =
        ScheduleConfig.of(ScheduleValues.none().with(ScheduleOptions.FREEZE_EPOCHS, 0));

    assertThat(config.freeze()).isEmpty();
    assertThat(config.selection()).isEqualTo(new Selection(Monitor.ACCURACY, 0, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void shouldFollowEveryOption(String name, ScheduleOption<?> option) {
    ScheduleValues given = OF_A_CONVERGED_HEAD.contains(option) ? BY_ADAM : ScheduleValues.none();
    assertThat(ScheduleConfig.of(given.overriddenBy(withAnother(option))))
        .isNotEqualTo(ScheduleConfig.of(given));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void shouldKnowEveryChoice(String name, ScheduleOption<?> option) {
    for (String choice : option.choices()) {
      assertThatCode(() -> ScheduleConfig.of(new ScheduleValues(Map.of(option, choice))))
          .doesNotThrowAnyException();
    }
  }

  static Stream<Arguments> options() {
    return ScheduleOptions.ALL.stream().map(option -> Arguments.of(option.name(), option));
  }

  private static <T> ScheduleValues withAnother(ScheduleOption<T> option) {
    String another = option.type() == Double.class ? "0.25" : "7";
    if (option.byDefault() instanceof Boolean byDefault) {
      another = Boolean.toString(!byDefault);
    } else if (!option.choices().isEmpty()) {
      another = option.choices().get(1);
    }
    return ScheduleValues.none().with(option, option.parse(another, option.range()));
  }

  /**
   * Checkpoints and identities of runs are found by it: a later option has to be left out of it
   * while it is at its default, or what earlier versions wrote is of no run any more.
   */
  @Test
  void shouldKeepTheTextThatFingerprintsAreMadeOf() {
    assertThat(ScheduleConfig.DEFAULT.toString())
        .startsWith("ScheduleConfig[freeze=Optional[FreezePhase[method=LBFGS]], fineTune=");
    assertThat(ScheduleConfig.of(BY_ADAM))
        .hasToString(
            "ScheduleConfig[freeze=Optional[FreezePhase[epochs=10, batchSize=32,"
                + " adam=Adam[learningRate=1.0E-4, beta1=0.9, beta2=0.999, epsilon=1.0E-7],"
                + " dropout=0.2]], fineTune=Optional[FineTunePhase[epochs=11, fromLayer=100,"
                + " batchSize=32, optimizer=RmsProp[learningRate=1.0E-5, rho=0.9,"
                + " epsilon=1.0E-7], dropout=0.2, decay=NONE]],"
                + " augmentation=Augmentation[flip=true, rotation=0.2, shift=0.0],"
                + " selection=Selection[monitor=ACCURACY, patience=0, keepBest=false],"
                + " classWeighting=OFF, warmStart=false, seed=1]");
  }

  @Test
  void shouldNameEveryProblemAtOnce() {
    FreezePhase phase = new FreezePhase(0, -1, new Adam(0, 1, -0.1, Double.NaN), 1);

    assertThatThrownBy(
            () -> new ScheduleConfig(phase, Optional.empty(), new Augmentation(true, 0.6, 0.7), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "freeze.epochs is 0, allowed is 1 or more",
            "freeze.batch-size is -1",
            "freeze.learning-rate is 0.0, allowed is a number above 0",
            "freeze.beta1 is 1.0",
            "freeze.beta2 is -0.1",
            "freeze.epsilon is NaN",
            "freeze.dropout is 1.0",
            "augmentation.rotation is 0.6",
            "augmentation.shift is 0.7");
  }

  @Test
  void shouldRefuseAScheduleInWhichNothingLearns() {
    assertThatThrownBy(
            () ->
                new ScheduleConfig(
                    Optional.empty(),
                    Optional.empty(),
                    Augmentation.NONE,
                    Selection.DEFAULT,
                    ClassWeighting.OFF,
                    false,
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing would learn");
  }
}
