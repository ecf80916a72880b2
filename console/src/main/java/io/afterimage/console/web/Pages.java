package io.afterimage.console.web;

import io.afterimage.console.access.Role;
import io.afterimage.console.web.Assets.Asset;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.NotFoundResponse;
import java.util.List;

/**
 * The pages and the files that they are made of. All pages are one document, which looks at its
 * address; what they show comes from {@code /api/}. To be added last: takes whatever no other group
 * serves.
 */
public final class Pages implements RouteGroup {

  private static final List<String> PATHS =
      List.of(
          "/",
          "/images/<id>",
          "/label",
          "/versions",
          "/versions/{version}",
          "/learning",
          "/refused",
          "/system",
          "/login");

  private static final String FOR_A_YEAR = "public, max-age=31536000, immutable";
  private static final String ASK_EACH_TIME = "no-cache";

  private final Assets assets = new Assets();

  @Override
  public void addTo(RoutesConfig routes) {
    PATHS.forEach(path -> routes.get(path, context -> page(context, 200), Role.ANYONE));
    routes.get("/assets/<path>", this::asset, Role.ANYONE);
    routes.get("/favicon.ico", context -> serve(context, "favicon.svg"), Role.ANYONE);
    routes.get("/<path>", this::notFound, Role.ANYONE);
  }

  private void asset(Context context) {
    serve(context, context.pathParam("path"));
  }

  private void serve(Context context, String path) {
    send(
        context,
        assets
            .find(path)
            .orElseThrow(() -> new NotFoundResponse("nothing is at " + context.path())));
  }

  private static void send(Context context, Asset asset) {
    context
        .header(Header.CACHE_CONTROL, asset.isImmutable() ? FOR_A_YEAR : ASK_EACH_TIME)
        .header(Header.ETAG, asset.etag());
    // A compressed answer has the same name but for its suffix.
    String known = context.header(Header.IF_NONE_MATCH);
    if (known != null && known.contains(asset.etag().substring(1, asset.etag().length() - 1))) {
      context.status(304);
      return;
    }
    context.contentType(asset.type()).result(asset.content());
  }

  private void page(Context context, int status) {
    context.status(status);
    serve(context, "index.html");
  }

  private void notFound(Context context) {
    String path = context.path();
    if (path.startsWith("/api/") || path.startsWith("/assets/")) {
      throw new NotFoundResponse("nothing is at " + path);
    }
    page(context, 404);
  }
}
