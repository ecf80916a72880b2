package io.afterimage.benchmarks.adapt;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.training.dataset.LabelledImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened when. Images that are not of the stream leave no trace. Thread-safe. */
final class Trace {

  /** What became of one image. */
  record Passage(
      LabelledImage image,
      Optional<Instant> sent,
      Optional<Answer> answer,
      Optional<Instant> labelled) {

    private Passage answered(Answer first) {
      return new Passage(image, sent, answer.or(() -> Optional.of(first)), labelled);
    }

    /** Whether the first answer to it, which comes before its label, is right. */
    boolean isRight() {
      return answer.filter(given -> given.label().equals(image.label())).isPresent();
    }
  }

  /** The first answer to an image, and when a consumer had it. */
  record Answer(String label, String version, Instant seen) {}

  /** A run that was asked for, and its outcome. */
  record AskedRun(Command.Retrain command, Optional<Reply> outcome) {

    /** The version that it published. */
    Optional<String> published() {
      return outcome
          .filter(Reply.Done.class::isInstance)
          .map(reply -> ((Reply.Done) reply).outcome())
          .filter(Reply.Published.class::isInstance)
          .map(published -> ((Reply.Published) published).modelVersion());
    }

    /** What the trainer said of it in the end. */
    String text() {
      return outcome
          .map(
              reply -> {
                if (reply instanceof Reply.Done done) {
                  return done.text();
                }
                return reply instanceof Reply.Failed failed
                    ? "failed: " + failed.reason()
                    : "refused: " + ((Reply.Refused) reply).why();
              })
          .orElse("unfinished");
    }
  }

  private final Map<String, Integer> places = new HashMap<>();
  private final List<Passage> passages = new ArrayList<>();
  private final Map<String, AskedRun> runs = new LinkedHashMap<>();
  private int answered;

  Trace(List<LabelledImage> stream) {
    for (LabelledImage image : stream) {
      places.put(image.id(), passages.size());
      passages.add(new Passage(image, Optional.empty(), Optional.empty(), Optional.empty()));
    }
  }

  synchronized void sent(String id, Instant at) {
    update(id, old -> new Passage(old.image(), Optional.of(at), old.answer(), old.labelled()));
  }

  synchronized void predicted(Prediction prediction, Instant seen) {
    update(
        prediction.imageId(),
        old -> {
          answered += old.answer().isEmpty() ? 1 : 0;
          return old.answered(new Answer(prediction.label(), prediction.modelVersion(), seen));
        });
  }

  synchronized void labelled(String id, Instant at) {
    update(id, old -> new Passage(old.image(), old.sent(), old.answer(), Optional.of(at)));
  }

  synchronized void asked(Command command) {
    if (command instanceof Command.Retrain retrain) {
      runs.put(command.commandId(), new AskedRun(retrain, Optional.empty()));
    }
  }

  synchronized void told(Reply reply) {
    if (reply instanceof Reply.Done
        || reply instanceof Reply.Failed
        || reply instanceof Reply.Refused) {
      runs.computeIfPresent(
          reply.commandId(), (id, run) -> new AskedRun(run.command(), Optional.of(reply)));
    }
  }

  private interface Update {
    Passage of(Passage old);
  }

  private void update(String id, Update update) {
    Integer place = places.get(id);
    if (place != null) {
      passages.set(place, update.of(passages.get(place)));
    }
  }

  /** How many images of the stream are answered. */
  synchronized int answered() {
    return answered;
  }

  /** The stream's images in their order. */
  synchronized List<Passage> passages() {
    return List.copyOf(passages);
  }

  /** The runs in the order in which they were asked for. */
  synchronized List<AskedRun> runs() {
    return List.copyOf(runs.values());
  }
}
