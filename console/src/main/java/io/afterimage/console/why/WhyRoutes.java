package io.afterimage.console.why;

import io.afterimage.console.access.Role;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Why an answer is what it is: {@code POST /api/why} and {@code /api/why/cancel} with the body
 * {@code {"picture", "sha256", "version"}}, {@code GET /api/why} with {@code picture} as {@code
 * topic-partition-offset}. Each answers with what is known by now.
 */
final class WhyRoutes implements RouteGroup {

  private final Explanations explanations;
  private final String images;

  /**
   * Of images of one topic.
   *
   * @param images its full name
   */
  WhyRoutes(Explanations explanations, String images) {
    this.explanations = explanations;
    this.images = images;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/why", context -> context.json(explanations.of(asked(context))), Role.VIEWER);
    routes.post("/api/why", this::begin, Role.VIEWER);
    routes.post(
        "/api/why/cancel",
        context -> context.json(explanations.cancel(checked(context.bodyAsClass(Question.class)))),
        Role.VIEWER);
  }

  private void begin(Context context) {
    try {
      context.json(explanations.begin(checked(context.bodyAsClass(Question.class))));
    } catch (RejectedExecutionException e) {
      throw new ServiceUnavailableResponse("too many answers wait to be explained: try again soon");
    }
  }

  private Question asked(Context context) {
    String picture = context.queryParam("picture");
    String version = context.queryParam("version");
    if (picture == null || version == null) {
      throw new BadRequestResponse("picture and version are needed");
    }
    try {
      return checked(
          new Question(
              ImagePointer.parse(picture),
              Optional.ofNullable(context.queryParam("sha256")),
              version));
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(e.getMessage());
    }
  }

  private Question checked(Question question) {
    if (!question.picture().topic().equals(images)) {
      throw new NotFoundResponse(
          "images of this installation are in topic %s, not in %s"
              .formatted(images, question.picture().topic()));
    }
    return question;
  }
}
