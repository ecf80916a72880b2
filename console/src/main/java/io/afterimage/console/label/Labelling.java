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
import java.util.stream.Stream;

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
   * @param error why it was not done; absent where Kafka has it
   * @param again whether it may succeed when it is asked for again; false where it is done
   */
  record Result(String imageId, Optional<String> label, Optional<String> error, boolean again) {

    private static Result of(String imageId, Optional<String> label, Optional<String> fault) {
      return new Result(imageId, label, fault, fault.isPresent());
    }
  }

  /**
   * What is to be written for an image to take back what was said of it.
   *
   * @param refusal what comes of it where nothing is written
   * @param events what is written, in this order
   * @param restored of these, what stands again
   */
  private record Undo(
      String imageId,
      Optional<Result> refusal,
      List<LabelEvent> events,
      List<LabelEvent> restored) {

    static Undo refused(String id, String why, boolean again) {
      Result refusal = new Result(id, Optional.empty(), Optional.of(why), again);
      return new Undo(id, Optional.of(refusal), List.of(), List.of());
    }
  }

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
   * Takes back what somebody said of images: what stood before stands again, each label as its
   * person gave it, or the image is asked for again. What a fault interrupted may be asked for
   * again by the same person.
   *
   * @param ofAnybody whether also what others said may be taken back
   */
  List<Result> undo(List<String> imageIds, Desk desk, boolean ofAnybody) {
    List<Undo> undos = imageIds.stream().distinct().map(id -> undo(id, desk, ofAnybody)).toList();
    List<Optional<String>> faults =
        sender.send(undos.stream().flatMap(undo -> undo.events().stream()).toList());
    List<Result> results = new ArrayList<>();
    int next = 0;
    for (Undo undo : undos) {
      int end = next + undo.events().size();
      results.add(result(undo, faults.subList(next, end), desk));
      next = end;
    }
    return results;
  }

  private Undo undo(String id, Desk desk, boolean ofAnybody) {
    if (!queue.knowsLabels()) {
      return Undo.refused(
          id, "what was said of it is still being read; try again in some seconds", true);
    }
    Optional<Said> found = labels.find(id);
    Optional<String> person = Optional.of(desk.person());
    if (found.flatMap(Said::undone).filter(begun -> begun.by().equals(person)).isPresent()) {
      Said said = found.get();
      List<LabelEvent> owed = withOlder(said.undone().get().owed(), said);
      if (!owed.isEmpty()) {
        return undo(said, owed, desk);
      }
    }
    if (found.filter(Said::isAnswered).isEmpty()) {
      return Undo.refused(id, "nothing that was said of it stands", false);
    }
    Said said = found.get();
    if (!ofAnybody && !said.by().equals(person)) {
      return Undo.refused(
          id,
          "%s said something else of it since: only they or an operator can take that back"
              .formatted(said.by().orElse("somebody")),
          false);
    }
    return undo(
        said, said.sinceRetraction() ? said.before() : withOlder(said.before(), said), desk);
  }

  /** With the label of before those that are remembered, unless its person gave one since. */
  private List<LabelEvent> withOlder(List<LabelEvent> known, Said said) {
    return Stream.concat(
            older
                .apply(said.image().imageId())
                .filter(
                    label ->
                        known.stream().noneMatch(event -> event.source().equals(label.source())))
                .filter(label -> said.label().filter(last -> isTheSame(last, label)).isEmpty())
                .stream(),
            known.stream())
        .toList();
  }

  private static boolean isTheSame(Label one, Label other) {
    return one.label().equals(other.label())
        && one.source().equals(other.source())
        && one.labelledAt().equals(other.labelledAt());
  }

  /** A retraction takes back everybody's labels: what is to stand is given again after it. */
  private Undo undo(Said said, List<LabelEvent> restored, Desk desk) {
    List<LabelEvent> events = new ArrayList<>();
    events.add(retraction(said.image(), desk, Optional.empty()));
    // As it was said, by whom and when: it is no label of the one who undoes.
    events.addAll(restored);
    return new Undo(said.image().imageId(), Optional.empty(), events, restored);
  }

  private Result result(Undo undo, List<Optional<String>> faults, Desk desk) {
    if (undo.refusal().isPresent()) {
      return undo.refusal().get();
    }
    Optional<String> fault = faults.stream().flatMap(Optional::stream).findFirst();
    if (fault.isEmpty() && undo.restored().isEmpty()) {
      queue.takeBack(undo.imageId(), desk);
    }
    Optional<LabelEvent> last = undo.restored().stream().reduce((earlier, later) -> later);
    Optional<String> label =
        last.filter(Label.class::isInstance).map(event -> ((Label) event).label());
    return Result.of(undo.imageId(), fault.isEmpty() ? label : Optional.empty(), fault);
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
              return Result.of(event.imageId(), label, faults.get(i));
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
}
