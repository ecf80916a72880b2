package io.afterimage.console.refused;

import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterSender;
import io.afterimage.client.refused.RecentLetters;
import io.afterimage.client.refused.SendingAgain;
import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.console.refused.LetterAnswers.Letter;
import io.afterimage.console.refused.LetterAnswers.Page;
import io.afterimage.console.refused.LetterAnswers.Reason;
import io.afterimage.console.refused.LetterAnswers.Result;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/refused}: dead letters by reason, what they hold, and sending them again. */
public final class RefusedRoutes implements RouteGroup {

  private static final Logger log = LoggerFactory.getLogger(RefusedRoutes.class);

  private static final int MOST_SHOWN = 100;
  private static final int MOST_SENT = 1_000;
  private static final int LONGEST_WHY = 500;

  private final RecentLetters view;
  private final BooleanSupplier caughtUp;
  private final Supplier<Optional<String>> fault;
  private final LetterContents contents;
  private final LetterSender sender;
  private final TopicNames topics;
  private final InstantSource clock;

  /**
   * What somebody asks to be sent again, and why.
   *
   * @param until of a reason, those that were refused before
   * @param from of a reason, where to start, by partition
   */
  record Request(
      Optional<String> reason,
      String why,
      Optional<Instant> until,
      Optional<Map<Integer, Long>> from) {}

  /**
   * Over a view and what fills it.
   *
   * @param caughtUp whether the view has what was there before
   * @param fault why it gets nothing new, if so
   */
  public RefusedRoutes(
      RecentLetters view,
      BooleanSupplier caughtUp,
      Supplier<Optional<String>> fault,
      LetterReader reader,
      LetterSender sender,
      TopicNames topics,
      InstantSource clock) {
    this.view = view;
    this.caughtUp = caughtUp;
    this.fault = fault;
    this.contents = new LetterContents(reader::at);
    this.sender = sender;
    this.topics = topics;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    String one = "/api/refused/{partition}/{offset}";
    routes.get("/api/refused", this::page, Role.VIEWER);
    routes.get(one, this::content, Role.VIEWER);
    routes.post("/api/refused/send-again", this::sendAll, Role.OPERATOR);
    routes.post(one + "/send-again", this::sendOne, Role.OPERATOR);
  }

  private void page(Context context) {
    String reason = context.queryParam("reason");
    boolean open = "open".equals(context.queryParam("show"));
    List<Letter> letters =
        view
            .newest(
                shown ->
                    (reason == null || shown.letter().reason().equals(reason))
                        && !(open && shown.sentAgain().isPresent()),
                MOST_SHOWN + 1)
            .stream()
            .map(shown -> Letter.of(shown, topics.images()))
            .toList();
    List<Reason> reasons =
        view.counts().entrySet().stream()
            .map(entry -> Reason.of(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(Reason::letters).reversed().thenComparing(Reason::reason))
            .toList();
    context.json(
        new Page(
            caughtUp.getAsBoolean(),
            fault.get(),
            reasons,
            letters.stream().limit(MOST_SHOWN).toList(),
            letters.size() > MOST_SHOWN));
  }

  private void content(Context context) {
    context.json(contents.read(place(context)));
  }

  private void sendOne(Context context) {
    ImagePointer place = place(context);
    String why = why(context.bodyAsClass(Request.class));
    Person person = Person.of(context);
    Result result =
        Result.of(sending(() -> sender.send(List.of(place), person.name(), why)), clock.instant());
    log(person, place.toString(), why, result);
    context.json(result);
  }

  private void sendAll(Context context) {
    Request request = context.bodyAsClass(Request.class);
    String reason =
        request
            .reason()
            .orElseThrow(
                () ->
                    new BadRequestResponse(
                        "'reason' is missing: which dead letters are to be sent again"));
    String why = why(request);
    Person person = Person.of(context);
    Map<Integer, Long> from = request.from().orElse(Map.of());
    Instant until = request.until().orElseGet(clock::instant);
    Result result =
        Result.of(
            sending(() -> sender.sendAll(reason, until, from, MOST_SENT, person.name(), why)),
            until);
    log(person, reason, why, result);
    context.json(result);
  }

  private static SendingAgain sending(Supplier<SendingAgain> send) {
    try {
      return send.get();
    } catch (PublisherFencedException e) {
      throw new ConflictResponse("somebody else sends dead letters again right now: try again");
    }
  }

  private static void log(Person person, String what, String why, Result result) {
    log.atInfo()
        .addKeyValue("person", person.name())
        .addKeyValue("letters", what)
        .addKeyValue("reason", why)
        .addKeyValue("sent", result.sent())
        .addKeyValue("kept", result.kept().size())
        .log("dead letters sent again");
  }

  private static String why(Request request) {
    String why = request.why().strip();
    if (why.isEmpty() || why.length() > LONGEST_WHY) {
      throw new BadRequestResponse(
          "'why' is missing or longer than %d characters: say why, it is recorded"
              .formatted(LONGEST_WHY));
    }
    return why;
  }

  private ImagePointer place(Context context) {
    try {
      return ImagePointer.parse(
          "%s-%s-%s"
              .formatted(
                  topics.deadLetters(),
                  context.pathParam("partition"),
                  context.pathParam("offset")));
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(e.getMessage());
    }
  }
}
