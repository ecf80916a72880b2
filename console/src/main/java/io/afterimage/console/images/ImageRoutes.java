package io.afterimage.console.images;

import io.afterimage.console.access.Role;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Images by their pointers, as JPEG: {@code /api/images/TOPIC/PARTITION/OFFSET/thumb} (at most 256
 * pixels a side) and {@code …/full} (at most 1600), {@code ?sha256=} of the image that is meant.
 * Where it cannot be shown, a drawn placeholder says why, with the status 410 (expired), 409
 * (another image lies there), 415 (refused) or 503.
 */
public final class ImageRoutes implements RouteGroup {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final String FOR_A_YEAR = "private, max-age=31536000, immutable";
  private static final String FOR_A_MOMENT = "private, max-age=60";

  private final ConsoleImages images;
  private final Set<String> topics;

  /** Of the images sent, refused and learned; no other topic is read. */
  public ImageRoutes(ConsoleImages images, TopicNames names) {
    this.images = images;
    this.topics = Set.of(names.images(), names.deadLetters(), names.trainingSet());
  }

  @Override
  public void addTo(RoutesConfig routes) {
    String path = "/api/images/{topic}/{partition}/{offset}/";
    routes.get(path + "thumb", context -> show(context, ImageSize.THUMB), Role.VIEWER);
    routes.get(path + "full", context -> show(context, ImageSize.FULL), Role.VIEWER);
  }

  private void show(Context context, ImageSize size) {
    ImageRequest request = new ImageRequest(pointer(context), size, sha256(context));
    context.future(() -> images.show(request).thenAccept(image -> send(context, request, image)));
  }

  private static void send(Context context, ImageRequest request, ShownImage image) {
    boolean unchanging = image.isImage() && request.sha256().isPresent();
    String etag = '"' + Sha256.of(image.bytes()).substring(0, 24) + '"';
    context
        .header(Header.CACHE_CONTROL, unchanging ? FOR_A_YEAR : FOR_A_MOMENT)
        .header(Header.ETAG, etag)
        .header(Header.X_CONTENT_TYPE_OPTIONS, "nosniff");
    if (image.isImage()) {
      context
          .header("X-Image-Width", Integer.toString(image.width()))
          .header("X-Image-Height", Integer.toString(image.height()));
      String known = context.header(Header.IF_NONE_MATCH);
      if (known != null && known.contains(etag)) {
        context.status(304);
        return;
      }
    }
    context.status(image.status()).contentType("image/jpeg").result(image.bytes());
  }

  private ImagePointer pointer(Context context) {
    String topic = context.pathParam("topic");
    if (!topics.contains(topic)) {
      throw new NotFoundResponse(
          "topic %s has no images of this installation, those are in %s".formatted(topic, topics));
    }
    String text =
        "%s-%s-%s".formatted(topic, context.pathParam("partition"), context.pathParam("offset"));
    try {
      return ImagePointer.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(e.getMessage());
    }
  }

  private static Optional<String> sha256(Context context) {
    Optional<String> given = Optional.ofNullable(context.queryParam("sha256"));
    given.ifPresent(
        text -> {
          if (!SHA256.matcher(text).matches()) {
            throw new BadRequestResponse(
                "sha256 is '%s', not 64 lower-case hexadecimal digits".formatted(text));
          }
        });
    return given;
  }
}
