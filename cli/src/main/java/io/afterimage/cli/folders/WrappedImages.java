package io.afterimage.cli.folders;

import io.afterimage.client.CommandFailure;
import io.afterimage.images.ImageBytes;
import io.afterimage.images.Wrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes saved images out of what their producers wrapped them into. */
public final class WrappedImages {

  private static final String UNKNOWN = ".bin";

  private WrappedImages() {}

  /**
   * Replaces the files of unknown format in a table of requests by the images in them.
   *
   * @param table names files beside it
   * @param unwrap the wrappings that are opened
   * @return how many are left as they are
   * @throws CommandFailure when a file cannot be read or written
   */
  public static int open(Path table, Set<Wrapping> unwrap) {
    AtomicInteger left = new AtomicInteger();
    RequestTable.change(
        table,
        rows -> {
          for (Map<String, String> row : rows) {
            String file = row.getOrDefault(RequestTable.FILE, "");
            if (file.endsWith(UNKNOWN)) {
              Optional<String> image = opened(table.resolveSibling(file), unwrap);
              image.ifPresent(name -> row.put(RequestTable.FILE, name));
              left.addAndGet(image.isPresent() ? 0 : 1);
            }
          }
        });
    return left.get();
  }

  private static Optional<String> opened(Path file, Set<Wrapping> unwrap) {
    try {
      Optional<byte[]> image = ImageBytes.unwrapped(Files.readAllBytes(file), unwrap);
      if (image.isEmpty()) {
        return Optional.empty();
      }
      String format = ImageBytes.format(image.get()).orElseThrow().toLowerCase(Locale.ROOT);
      String whole = file.getFileName().toString();
      String name = whole.substring(0, whole.length() - UNKNOWN.length());
      String opened = name.endsWith("." + format) ? name : name + "." + format;
      Files.write(file.resolveSibling(opened), image.get());
      Files.delete(file);
      return Optional.of(opened);
    } catch (IOException e) {
      throw new CommandFailure("cannot unwrap %s: %s".formatted(file, e), e);
    }
  }
}
