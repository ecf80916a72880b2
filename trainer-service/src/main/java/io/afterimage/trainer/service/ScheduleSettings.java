package io.afterimage.trainer.service;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.training.Adam;
import io.afterimage.training.Augmentation;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.RateDecay;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.ScheduleRanges;
import io.afterimage.training.Selection;
import java.util.Optional;

/** Reads the options that say how a run goes. */
final class ScheduleSettings {

  private static final Range RATE = new Range(Double.MIN_VALUE, 1, "above 0, up to 1");

  private ScheduleSettings() {}

  /** The schedule, with the tutorial's figures where nothing is given. */
  static ScheduleConfig read(Settings settings) {
    FreezePhase freeze = FreezePhase.DEFAULT;
    Adam adam = freeze.adam();
    return new ScheduleConfig(
        Optional.of(
            new FreezePhase(
                settings.integer("freeze.epochs", freeze.epochs(), 1, 10_000),
                settings.integer("training.batch.size", freeze.batchSize(), 1, 4096),
                new Adam(
                    settings.number("freeze.learning.rate", adam.learningRate(), RATE),
                    adam.beta1(),
                    adam.beta2(),
                    adam.epsilon()),
                freeze.dropout())),
        fineTune(settings),
        new Augmentation(
            settings.flag("augmentation.flip", Augmentation.DEFAULT.flip()),
            settings.number(
                "augmentation.rotation", Augmentation.DEFAULT.rotation(), ScheduleRanges.ROTATION),
            settings.number(
                "augmentation.shift", Augmentation.DEFAULT.shift(), ScheduleRanges.SHIFT)),
        selection(settings),
        settings.choice("training.class.weights", ClassWeighting.OFF),
        settings.flag("training.warm.start", false),
        settings.number(
            "training.seed", ScheduleConfig.DEFAULT.seed(), Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static Selection selection(Settings settings) {
    Selection byDefault = Selection.DEFAULT;
    return new Selection(
        settings.choice("training.monitor", byDefault.monitor()),
        settings.integer("training.patience", byDefault.patience(), 0, 10_000),
        settings.flag("training.keep.best", byDefault.keepBest()));
  }

  private static Optional<FineTunePhase> fineTune(Settings settings) {
    FineTunePhase phase = FineTunePhase.DEFAULT;
    int epochs = settings.integer("fine.tune.epochs", phase.epochs(), 0, 10_000);
    int batchSize = settings.integer("training.batch.size", phase.batchSize(), 1, 4096);
    int fromLayer = settings.integer("fine.tune.from.layer", phase.fromLayer(), 1, 10_000);
    double rate = settings.number("fine.tune.learning.rate", phase.learningRate(), RATE);
    RateDecay decay = settings.choice("fine.tune.decay", phase.decay());
    return epochs == 0
        ? Optional.empty()
        : Optional.of(
            new FineTunePhase(epochs, fromLayer, batchSize, rate, phase.dropout())
                .withDecay(decay));
  }
}
