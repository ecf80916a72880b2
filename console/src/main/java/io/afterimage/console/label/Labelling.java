package io.afterimage.console.label;

import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.Retraction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What people decide about images, sent to Kafka. Thread-safe. */
final class Labelling {

  private final ImageLabels labels;
  private final LabelQueue queue;
  private final LabelSender sender;
  private final Function<String, Optional<Label>> older;
  private final InstantSource clock;

  /**
   * For all desks.
   *
   * @param older the labels of images that had one before those that are remembered
   */
  Labelling(
      ImageLabels labels,
      LabelQueue queue,
      LabelSender sender,
      Function<String, Optional<Label>> older,
      InstantSource clock) {
    this.labels = labels;
    this.queue = queue;
    this.sender = sender;
    this.older = older;
    this.clock = clock;
  }

  /** A label for an image; its text is one that {@code LabelText} made. */
  record Given(ImageRef image, String label) {}

  /**
   * What came of one image.
   *
   * @param label what stands now, if a label does
   * @param error why nothing was changed; absent where Kafka has it
   */
  record Result(String imageId, Optional<String> label, Optional<String> error) {}

  /** Gives labels; they replace those that the images have. */
  List<Result> give(List<Given> given, Desk desk) {
    Instant now = clock.instant();
    List<LabelEvent> events = new ArrayList<>();
    for (Given one : given) {
      events.add(
          new Label(
              one.image().imageId(),
              one.label(),
              Optional.of(desk.person()),
              Optional.of(now),
              one.image().picture(),
              one.image().sha256()));
    }
    return send(events);
  }

  /** Says that images get no label, and why; labels that they have are taken back. */
  List<Result> putAside(List<ImageRef> images, String reason, Desk desk) {
    return send(
        images.stream()
            .<LabelEvent>map(image -> retraction(image, desk, Optional.of(reason)))
            .toList());
  }

  /**
   * Takes back what somebody said of images: the label that stood before stands again, or the image
   * is asked for again.
   *
   * @param ofAnybody whether also what others said may be taken back
   */
  List<Result> undo(List<String> imageIds, Desk desk, boolean ofAnybody) {
    List<Result> results = new ArrayList<>();
    for (String id : imageIds) {
      Optional<Said> said = labels.find(id).filter(Said::isAnswered);
      Optional<String> by = said.flatMap(Said::by);
      if (said.isEmpty()) {
        results.add(refused(id, "nothing that was said of it stands"));
      } else if (!ofAnybody && !by.equals(Optional.of(desk.person()))) {
        results.add(
            refused(
                id,
                "%s said something else of it since: only they or an operator can take that back"
                    .formatted(by.orElse("somebody"))));
      } else {
        results.add(undo(said.get(), desk));
      }
    }
    return results;
  }

  private Result undo(Said said, Desk desk) {
    String id = said.image().imageId();
    Optional<Label> before = said.before().or(() -> older.apply(id));
    List<LabelEvent> events = new ArrayList<>();
    events.add(retraction(said.image(), desk, Optional.empty()));
    // As it was said, by whom and when: it is no label of the one who undoes.
    before.ifPresent(events::add);
    List<Optional<String>> faults = sender.send(events);
    Optional<String> fault = faults.stream().flatMap(Optional::stream).findFirst();
    if (fault.isEmpty() && before.isEmpty()) {
      queue.takeBack(id, desk);
    }
    return new Result(id, before.map(Label::label), fault);
  }

  private List<Result> send(List<LabelEvent> events) {
    List<Optional<String>> faults = sender.send(events);
    return IntStream.range(0, events.size())
        .mapToObj(
            i -> {
              LabelEvent event = events.get(i);
              if (faults.get(i).isEmpty()) {
                queue.done(event.imageId());
              }
              Optional<String> label =
                  event instanceof Label given ? Optional.of(given.label()) : Optional.empty();
              return new Result(event.imageId(), label, faults.get(i));
            })
        .toList();
  }

  private Retraction retraction(ImageRef image, Desk desk, Optional<String> reason) {
    return new Retraction(
        image.imageId(),
        true,
        Optional.of(desk.person()),
        Optional.of(clock.instant()),
        image.picture(),
        image.sha256(),
        reason);
  }

  private static Result refused(String id, String why) {
    return new Result(id, Optional.empty(), Optional.of(why));
  }
}
