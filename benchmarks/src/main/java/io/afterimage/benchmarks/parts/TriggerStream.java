package io.afterimage.benchmarks.parts;

import io.afterimage.config.Settings;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Gate;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.trainer.trigger.TriggerConfig;
import io.afterimage.trainer.trigger.TriggerPolicy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A stream that was made up, as the triggers of one version see it. For one thread. */
public final class TriggerStream {

  private static final ImagePointer AT = new ImagePointer("images", 0, 0);

  private final TriggerPolicy policy;
  private final SplittableRandom random;
  private int sent;

  /**
   * A version was just published.
   *
   * @param options of the triggers; those of new labels and of the pause are off unless given
   * @param accuracy that the version truly has
   * @param heldOut the images that it was measured on: what the gate saw of it is drawn
   */
  public TriggerStream(
      Map<String, String> options, double accuracy, int heldOut, SplittableRandom random) {
    Map<String, String> all =
        new HashMap<>(Map.of("trigger.new.labels", "0", "trigger.minimum.pause", "0s"));
    all.putAll(options);
    this.policy = new TriggerPolicy(TriggerConfig.read(new Settings(all)), () -> Instant.EPOCH);
    this.random = random;
    int hits = 0;
    for (int i = 0; i < heldOut; i++) {
      hits += random.nextDouble() < accuracy ? 1 : 0;
    }
    double seen = (double) hits / heldOut;
    policy.active(
        Optional.of(
            new Announced(
                "v1",
                "memory",
                "0".repeat(64),
                1,
                List.of("right", "wrong"),
                Optional.empty(),
                Optional.of(seen),
                Optional.of(new Gate(seen, seen, seen, heldOut, Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH)));
  }

  /** A prediction that is nearly sure. */
  public void predict(int label) {
    String name = Integer.toString(label);
    policy.predicted(
        new Prediction(
            "image-" + sent++,
            AT,
            "v1",
            name,
            0.95,
            Map.of(name, 0.95),
            Optional.empty(),
            Instant.EPOCH,
            Instant.EPOCH));
  }

  /** A label for an image that the version is right about with that probability. */
  public void label(double accuracy) {
    String label = random.nextDouble() < accuracy ? "right" : "wrong";
    policy.labelled(
        new LabelledExample("image-" + sent++, AT, "right", label, 0.95, "v1", Instant.EPOCH),
        true,
        false);
  }

  /** Whether a run is due. */
  public boolean isDue() {
    return !policy.due().isEmpty();
  }
}
