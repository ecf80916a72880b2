package io.afterimage.console.learning;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.RetractedExample;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * Tells which judgements hold: a label that was corrected counts once, one that was taken back not
 * at all. That is remembered of the latest {@link #MOST} images; of earlier ones, a correction
 * counts beside the label that it corrects. For one thread.
 */
final class Judgements {

  static final int MOST = 20_000;

  private final Recent<String, Judgement> byId = new Recent<>(MOST);
  private final ObjIntConsumer<Judgement> counter;

  /**
   * One judged answer.
   *
   * @param millis when it was judged
   */
  record Judgement(
      ImagePointer image,
      String version,
      String answer,
      String truth,
      double confidence,
      long millis) {

    boolean right() {
      return answer.equals(truth);
    }
  }

  /**
   * Hands on what changes.
   *
   * @param counter takes a judgement with 1 when it begins to hold, with -1 when it ceases
   */
  Judgements(ObjIntConsumer<Judgement> counter) {
    this.counter = counter;
  }

  void take(LabelledExample example, long millis) {
    Judgement now =
        new Judgement(
            example.picture(),
            example.modelVersion(),
            example.predictedLabel(),
            example.label(),
            example.confidence(),
            millis);
    Optional.ofNullable(byId.put(example.imageId(), now))
        .filter(before -> before.image().equals(now.image()))
        .ifPresent(before -> counter.accept(before, -1));
    counter.accept(now, 1);
  }

  void take(RetractedExample retracted) {
    Judgement before = byId.get(retracted.imageId());
    if (before != null && retracted.picture().map(before.image()::equals).orElse(true)) {
      byId.remove(retracted.imageId());
      counter.accept(before, -1);
    }
  }
}
