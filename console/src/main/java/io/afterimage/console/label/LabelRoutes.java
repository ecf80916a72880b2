package io.afterimage.console.label;

import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.schemas.events.LabelText;
import io.afterimage.schemas.events.Retraction;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code /api/label/}: what is to be labelled, and what was said. A change is answered when Kafka
 * has it, or with the reason why it has not, image by image.
 */
public final class LabelRoutes implements RouteGroup {

  private static final int MOST_AT_ONCE = 500;
  private static final int MOST_CARDS = 100;
  private static final int MOST_OWN = 500;

  private static final Set<String> REASONS = Set.of(Retraction.NONE_OF_THESE, Retraction.BAD_IMAGE);

  private final LabelViews views;

  /** Shows these views. */
  public LabelRoutes(LabelViews views) {
    this.views = views;
  }

  /**
   * The page's state: what this desk has in hand, and what it needs for it.
   *
   * @param reading whether labels given before are still being read: there are no cards until then
   */
  record QueueAnswer(
      String person,
      List<Card> cards,
      List<Answered> answered,
      Map<String, Integer> open,
      List<KnownClasses.Known> classes,
      Optional<String> activeVersion,
      Progress progress,
      boolean reading,
      List<String> faults) {}

  /** An image that somebody else answered. */
  record Answered(String imageId, Optional<String> label, Optional<String> by) {

    static Answered of(Said said) {
      return new Answered(
          said.image().imageId(), said.label().map(label -> label.label()), said.by());
    }
  }

  /** An image that the person said something of. */
  record Own(Card card, Optional<String> label, Optional<String> aside) {}

  /** A label for an image, as it was typed. */
  record Item(ImageRef image, String label) {}

  /**
   * Labels to be given.
   *
   * @param newClasses of them that are meant, though nobody gave them before
   */
  record LabelsBody(String desk, List<Item> labels, Optional<Set<String>> newClasses) {}

  /** Images to get no label, and why. */
  record AsideBody(String desk, List<ImageRef> images, String reason) {}

  /** Images about which something is to be taken back. */
  record ImagesBody(String desk, List<String> images) {

    /** Refuses ids that are long. */
    ImagesBody {
      images.forEach(ImageRef::requireId);
    }
  }

  /** What came of each image. */
  record Results(List<Labelling.Result> results) {}

  /**
   * A class as somebody typed it.
   *
   * @param label as it is written to Kafka
   * @param known whether it was given before, or is one of the active version's
   * @param alike classes that it may be meant to be
   */
  record NamedClass(String label, boolean known, List<String> alike) {}

  /** A class that nobody gave before, with those that it may be meant to be. */
  record NewClass(String label, List<String> alike) {}

  /** Asks whether classes are meant. */
  record NewClasses(String error, List<NewClass> newClasses) {}

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/label/queue", this::queue, Role.LABELLER);
    routes.get("/api/label/mine", this::mine, Role.LABELLER);
    routes.get("/api/label/suspects", this::suspects, Role.LABELLER);
    routes.get("/api/label/class", this::named, Role.LABELLER);
    routes.post("/api/label/labels", this::give, Role.LABELLER);
    routes.post("/api/label/aside", this::putAside, Role.LABELLER);
    routes.post("/api/label/undo", this::undo, Role.LABELLER);
    routes.post("/api/label/skip", this::skip, Role.LABELLER);
    routes.post("/api/label/unskip", this::unskip, Role.LABELLER);
  }

  private void queue(Context context) {
    Desk desk = desk(context, context.queryParam("desk"));
    boolean reading = !views.queue().knowsLabels();
    LabelQueue.Hand hand = views.queue().hand(desk, count(context, MOST_CARDS, 8));
    context.json(
        new QueueAnswer(
            desk.person(),
            hand.cards(),
            hand.answered().stream().map(Answered::of).toList(),
            views.queue().open(desk.person()),
            views.classes().all(),
            views.classes().activeVersion(),
            views.progress(),
            reading,
            views.faults()));
  }

  private void mine(Context context) {
    String person = Person.of(context).name();
    context.json(
        views.labels().by(person, count(context, MOST_OWN, 100)).stream()
            .map(
                said ->
                    new Own(
                        Card.of(said, Card.RECENT, views.queue().find(said.image().imageId())),
                        said.label().map(label -> label.label()),
                        said.aside().flatMap(Retraction::reason)))
            .toList());
  }

  private void suspects(Context context) {
    Desk desk = desk(context, context.queryParam("desk"));
    int count = count(context, MOST_CARDS, 8);
    context.json(
        views.queue().knowsLabels()
            ? views.suspects().listing(desk, count)
            : Suspects.Listing.ofNothingRead());
  }

  private void named(Context context) {
    String typed = context.queryParam("name");
    String label = text(typed == null ? "" : typed);
    context.json(new NamedClass(label, views.classes().knows(label), views.classes().alike(label)));
  }

  private void give(Context context) {
    LabelsBody body = context.bodyAsClass(LabelsBody.class);
    Desk desk = desk(context, body.desk());
    requireSome(body.labels());
    List<Labelling.Given> given = new ArrayList<>();
    Set<String> unknown = new TreeSet<>();
    for (Item item : body.labels()) {
      String label = text(item.label());
      given.add(new Labelling.Given(item.image(), label));
      if (!views.classes().knows(label)) {
        unknown.add(label);
      }
    }
    body.newClasses().ifPresent(meant -> meant.forEach(label -> unknown.remove(text(label))));
    if (unknown.isEmpty()) {
      context.json(new Results(views.labelling().give(given, desk)));
    } else {
      context
          .status(409)
          .json(
              new NewClasses(
                  "nobody gave the label %s before: confirm that it is a new class, or choose another"
                      .formatted(String.join(", ", unknown)),
                  unknown.stream()
                      .map(label -> new NewClass(label, views.classes().alike(label)))
                      .toList()));
    }
  }

  private void putAside(Context context) {
    AsideBody body = context.bodyAsClass(AsideBody.class);
    requireSome(body.images());
    if (!REASONS.contains(body.reason())) {
      throw new BadRequestResponse(
          "reason is '%s', allowed are %s"
              .formatted(body.reason(), String.join(" and ", new TreeSet<>(REASONS))));
    }
    context.json(
        new Results(
            views.labelling().putAside(body.images(), body.reason(), desk(context, body.desk()))));
  }

  private void undo(Context context) {
    ImagesBody body = context.bodyAsClass(ImagesBody.class);
    requireSome(body.images());
    boolean ofAnybody = Person.of(context).role().includes(Role.OPERATOR);
    context.json(
        new Results(views.labelling().undo(body.images(), desk(context, body.desk()), ofAnybody)));
  }

  private void skip(Context context) {
    ImagesBody body = context.bodyAsClass(ImagesBody.class);
    requireSome(body.images());
    Desk desk = desk(context, body.desk());
    body.images().forEach(id -> views.skip(id, desk));
    context.status(204);
  }

  private void unskip(Context context) {
    ImagesBody body = context.bodyAsClass(ImagesBody.class);
    requireSome(body.images());
    Desk desk = desk(context, body.desk());
    body.images().forEach(id -> views.unskip(id, desk));
    context.status(204);
  }

  private static Desk desk(Context context, String page) {
    try {
      return new Desk(Person.of(context).name(), page == null ? "" : page);
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(e.getMessage());
    }
  }

  private static String text(String typed) {
    try {
      return LabelText.of(typed);
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(e.getMessage());
    }
  }

  private static int count(Context context, int most, int byDefault) {
    String text = context.queryParam("count");
    try {
      return text == null ? byDefault : Math.max(0, Math.min(most, Integer.parseInt(text)));
    } catch (NumberFormatException e) {
      throw new BadRequestResponse("count is '%s', not a number".formatted(text));
    }
  }

  private static void requireSome(List<?> images) {
    if (images.isEmpty() || images.size() > MOST_AT_ONCE) {
      throw new BadRequestResponse(
          "the request names %d images, from 1 to %d".formatted(images.size(), MOST_AT_ONCE));
    }
  }
}
