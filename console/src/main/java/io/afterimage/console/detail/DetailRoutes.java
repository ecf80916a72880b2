package io.afterimage.console.detail;

import io.afterimage.console.access.Role;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import java.util.concurrent.RejectedExecutionException;

/**
 * What is known of one image: {@code /api/image?id=ID}, with {@code far=1} from further back. It
 * answers at once with what is found so far; whoever wants the rest asks again while the state is
 * {@code searching}.
 */
final class DetailRoutes implements RouteGroup {

  private final ImageSearch search;

  DetailRoutes(ImageSearch search) {
    this.search = search;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/image", this::image, Role.VIEWER);
  }

  private void image(Context context) {
    String id = context.queryParam("id");
    if (id == null || id.isEmpty()) {
      throw new BadRequestResponse("id is missing: /api/image?id=ID");
    }
    ScanLimits limits = context.queryParam("far") == null ? ScanLimits.USUAL : ScanLimits.FAR;
    try {
      context.json(search.story(id, limits));
    } catch (RejectedExecutionException e) {
      throw new ServiceUnavailableResponse("too many images are being looked up: try again soon");
    }
  }
}
