package io.afterimage.console;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.doctor.Plan;
import io.afterimage.images.DecodeMemory;
import io.afterimage.images.NativeOpenCv;
import io.afterimage.kafka.rights.Rights;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.Engines;
import java.util.List;
import java.util.Optional;

/** What a console needs, for doctor to look at. */
public final class ConsoleNeeds {

  private static final String TRAINER = "afterimage-trainer";

  /** One explanation at a time runs a model. */
  private static final int WORKERS = 1;

  private ConsoleNeeds() {}

  /**
   * What to check. Its models are in Kafka, and a right on a group that is not there is not missed.
   *
   * @param streamGroup the stream's application id, whose lag is shown
   * @param partitions how many the topics keyed by image should have; empty: the same, whatever
   */
  public static Plan plan(KafkaTarget target, String streamGroup, Optional<Integer> partitions) {
    return new Plan(
        "console",
        target,
        () ->
            Rights.console(
                target.topics(), List.of(streamGroup, target.topics().prefix() + TRAINER)),
        partitions,
        Optional.empty(),
        List.of(
            new Plan.Library("OpenCV", NativeOpenCv::load),
            new Plan.Library("ONNX Runtime", () -> Engines.get(Engines.ONNX_RUNTIME))),
        new Device.Cpu(),
        new Plan.Load(WORKERS, DecodeMemory.ofProcess().limit()));
  }
}
