package io.afterimage.cli.datasets;

import io.afterimage.cli.fetch.SafeUnzip;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/** Google's archive: one folder with {@code train} and {@code validation}, and a script. */
final class CatsAndDogs {

  private static final String INSIDE = "cats_and_dogs_filtered";
  private static final SafeUnzip UNZIP = new SafeUnzip(10_000, 400L << 20);

  private CatsAndDogs() {}

  static void unpack(Path archive, Path folder) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
      UNZIP.unpack(in, folder);
    }
    Path inside = folder.resolve(INSIDE);
    for (String split : List.of("train", "validation")) {
      if (!Files.isDirectory(inside.resolve(split))) {
        throw new IOException("%s has no %s/%s".formatted(archive, INSIDE, split));
      }
      Files.move(inside.resolve(split), folder.resolve(split));
    }
    FileUtils.deleteDirectory(inside.toFile());
  }
}
